/**
 * Finds what shows no progress and asks for it again; what was started too often is parked with a reason, for a person. The queue may have been emptied
 * at any moment: nothing here looks at it, only at the record.
 */
import { appendCustody } from '#db/custody/append.ts';
import type { Sql, Transaction } from '#db/connect.ts';
import { maxScanStarts, maxStarts, pauseSeconds, silenceSeconds } from '#db/flow/pace.ts';
import { assessIfSettled, takeTurn } from '#db/flow/settle.ts';
import { askAgain } from '#db/outbox/again.ts';
import { afterParking, askForAttention } from '#db/receive/finish.ts';

export type Reconciled = { asked: number; parked: number };
type Stage = 'receive' | 'scan' | 'inspect' | 'derive' | 'fingerprint';
type Stuck = {
  fileId: string;
  submissionId: string;
  stage: Stage;
  state: 'pending' | 'running';
  generation: number;
  attempts: number;
  silent: number;
  startedAt: Date | null;
};

const jobOf = {
  receive: 'receive.file',
  scan: 'receive.scan',
  inspect: 'media.file',
  derive: 'media.file',
  fingerprint: 'media.file',
} as const satisfies Record<Stage, string>;

/** Files' stages. `lockMs` is the queue's lock, of which every pace is a multiple. At most `limit` stages a call, the longest silent first. */
export async function reconcileFiles(sql: Sql, { lockMs, limit = 500 }: { lockMs: number; limit?: number }): Promise<Reconciled> {
  const silence = silenceSeconds(lockMs);
  // A stage can move when receive is done (or is receive itself); derive waits for a verdict; of what is restricted only the securing of its bytes goes on.
  const stuck = await sql<Stuck[]>`
    select s.file_id as "fileId", f.submission_id as "submissionId", s.stage, s.state, s.generation, s.attempts, s.started_at as "startedAt",
      extract(epoch from clock_timestamp() - s.progress_at)::float8 as silent
    from file_stages s join files f on f.id = s.file_id join submissions u on u.id = f.submission_id
    where s.state in ('pending', 'running') and s.progress_at < clock_timestamp() - make_interval(secs => ${silence})
      and (s.stage in ('receive', 'scan') or (f.restricted_at is null and u.restricted_at is null))
      and (s.stage = 'receive' or f.original_version_id is not null)
      and not (s.stage = 'derive' and s.state = 'pending' and f.verdict = 'pending')
    order by s.progress_at limit ${limit}`;
  const result: Reconciled = { asked: 0, parked: 0 };
  const asked = new Set<string>(); // one media job serves three stages
  for (const stage of stuck) {
    const most = stage.stage === 'scan' ? maxScanStarts : maxStarts;
    if (stage.attempts >= most && stage.stage !== 'scan') {
      if (await park(sql, stage)) result.parked += 1;
      continue;
    }
    if (stage.state === 'pending' && stage.silent < pauseSeconds(stage.attempts, lockMs)) continue;
    const work = `${jobOf[stage.stage]} ${stage.fileId}`;
    if (asked.has(work)) continue;
    asked.add(work);
    await sql.begin(async (tx) => {
      await tx`update file_stages set progress_at = case when state = 'pending' then clock_timestamp() else progress_at end
        where file_id = ${stage.fileId} and stage = ${stage.stage}`; // a pending stage's clock starts again: the next asking is a pause away
      if ((await askAgain(tx, jobOf[stage.stage], { fileId: stage.fileId }, stage.startedAt)) !== 'waits') result.asked += 1;
    });
  }
  return result;
}

/** Submissions whose files are all settled and that are not assessed. */
export async function reconcileAssessments(sql: Sql, { lockMs, limit = 500 }: { lockMs: number; limit?: number }): Promise<Reconciled> {
  const stuck = await sql<{ id: string; state: string; generation: number; attempts: number; silent: number }[]>`
    select id, assess_state as state, assess_generation as generation, assess_attempts as attempts,
      extract(epoch from clock_timestamp() - assess_progress_at)::float8 as silent
    from submissions s
    where assess_state in ('pending', 'running') and restricted_at is null
      and assess_progress_at < clock_timestamp() - make_interval(secs => ${silenceSeconds(lockMs)})
      and not exists (select from file_stages x join files f on f.id = x.file_id where f.submission_id = s.id and x.state in ('pending', 'running'))
    order by assess_progress_at limit ${limit}`;
  const result: Reconciled = { asked: 0, parked: 0 };
  for (const submission of stuck) {
    if (submission.attempts >= maxStarts) {
      const parked = await sql.begin(async (tx) => {
        const [held] = await tx`update submissions set assess_state = 'parked', assess_reason = ${stoppedOften(submission.attempts)}
          where id = ${submission.id} and assess_state = ${submission.state} and assess_generation = ${submission.generation} returning 1 as held`;
        if (!held) return false;
        await askForAttention(tx, submission.id, 'the report could not be assessed');
        await parkedEvent(tx, submission.id, undefined, { stage: 'assess', reason: stoppedOften(submission.attempts) });
        return true;
      });
      if (parked) result.parked += 1;
      continue;
    }
    if (submission.state === 'pending' && submission.silent < pauseSeconds(submission.attempts, lockMs)) continue;
    await sql.begin(async (tx) => {
      await tx`update submissions set assess_progress_at = clock_timestamp() where id = ${submission.id} and assess_state = 'pending'`;
      // The assessment keeps no time of its start; a start it had means that its job came and ended.
      const startedAt = submission.attempts === 0 ? null : new Date();
      if ((await askAgain(tx, 'media.assess', { submissionId: submission.id }, startedAt)) !== 'waits') result.asked += 1;
    });
  }
  return result;
}

/** Exports that nobody builds, or whose builder fell silent; after too many starts they are plainly failed (I9). */
export async function reconcileExports(sql: Sql, { lockMs, limit = 100 }: { lockMs: number; limit?: number }): Promise<Reconciled> {
  const stuck = await sql<{ id: string; caseId: string; state: string; generation: number; attempts: number; silent: number }[]>`
    select id, case_id as "caseId", state, generation, attempts, extract(epoch from clock_timestamp() - progress_at)::float8 as silent from exports
    where state in ('requested', 'building') and progress_at < clock_timestamp() - make_interval(secs => ${silenceSeconds(lockMs)}) order by progress_at limit ${limit}`;
  const result: Reconciled = { asked: 0, parked: 0 };
  for (const entry of stuck) {
    if (entry.attempts >= maxStarts) {
      const failed = await sql.begin(async (tx) => {
        const [held] = await tx`update exports set state = 'failed', reason = ${stoppedOften(entry.attempts)}
          where id = ${entry.id} and state = ${entry.state} and generation = ${entry.generation} returning 1 as held`;
        if (!held) return false;
        await appendCustody(tx, {
          subject: { kind: 'case', id: entry.caseId },
          actor: 'service:records',
          role: 'records',
          action: 'export.failed',
          item: entry.id,
          payload: { reason: stoppedOften(entry.attempts) },
        });
        return true;
      });
      if (failed) result.parked += 1;
      continue;
    }
    if (entry.state === 'requested' && entry.silent < pauseSeconds(entry.attempts, lockMs)) continue;
    await sql.begin(async (tx) => {
      await tx`update exports set progress_at = clock_timestamp() where id = ${entry.id} and state = 'requested'`;
      const startedAt = entry.attempts === 0 ? null : new Date();
      if ((await askAgain(tx, 'records.export', { exportId: entry.id }, startedAt)) !== 'waits') result.asked += 1;
    });
  }
  return result;
}

/** Parks a stage unless it moved since it was seen. A scan never parks: its end is a verdict, which is the receive group's to write. */
function park(sql: Sql, stage: Stuck): Promise<boolean> {
  const { fileId, submissionId } = stage;
  const reason = stoppedOften(stage.attempts);
  return sql.begin(async (tx) => {
    await takeTurn(tx, submissionId);
    const [held] = await tx`update file_stages set state = 'parked', reason = coalesce(reason, ${reason}), progress_at = clock_timestamp()
      where file_id = ${fileId} and stage = ${stage.stage} and state = ${stage.state} and generation = ${stage.generation} returning 1 as held`;
    if (!held) return false;
    if (stage.stage === 'receive') {
      await afterParking(tx, { fileId, submissionId, reason, actor: 'service:records' });
    } else {
      await askForAttention(tx, submissionId, 'a file could not be processed');
      await assessIfSettled(tx, submissionId);
      await parkedEvent(tx, submissionId, fileId, { stage: stage.stage, reason });
    }
    return true;
  });
}

function parkedEvent(
  tx: Transaction,
  submissionId: string,
  item: string | undefined,
  payload: { stage: string; reason: string },
): Promise<unknown> {
  return appendCustody(tx, {
    subject: { kind: 'submission', id: submissionId },
    actor: 'service:records',
    role: 'records',
    action: 'stage.parked',
    item,
    payload,
  });
}

function stoppedOften(times: number): string {
  return `it was started ${times} times and stopped each time without a result`;
}
