/**
 * The one checker of the invariants I1–I9: asked after every scenario, it looks at the record, the store and the queue themselves and never at
 * what a process says about them. It sees as the superuser and the buckets' owner, which no process of ours may be.
 */
import { isDeepStrictEqual } from 'node:util';
import { verifyRecord } from '#db/custody/verify-record.ts';
import { verdicts } from '#db/vocabularies/verdicts.ts';
import type { Verdict } from '#db/vocabularies/verdicts.ts';
import { checkBuckets, checkBytes } from '#tests/support/invariants/bytes.ts';
import { checkCanaries } from '#tests/support/invariants/canaries.ts';
import type { World } from '#tests/support/world.ts';

/** What the client was told "received" for, in its own words. */
export type Acknowledged = { reference: string; answers?: unknown; files?: readonly { name: string; size: number; sha256?: string }[] };

export type Scenario = {
  acknowledged?: readonly Acknowledged[];
  /** Strings planted in answers, names and files that may appear in no log, job, metric or Redis key. */
  canaries?: readonly string[];
  /** Everything the processes wrote, and the text of their `/metrics`. */
  outputs?: readonly string[];
  /** Of the processes in the scenario; I6's five locks are counted in it. */
  lockMs?: number;
  /** Another Redis than the world's. */
  redisUrl?: string;
};

export class InvariantsBroken extends Error {
  override name = 'InvariantsBroken';
}

/** Checks all invariants as far as their parts exist. @throws InvariantsBroken naming each broken one, `I5: …`. */
export async function checkInvariants(world: World, scenario: Scenario = {}): Promise<void> {
  const broken = (
    await Promise.all([
      checkAcknowledged(world, scenario.acknowledged ?? []), // I1
      checkVerdicts(world), // I2
      checkTriageItems(world), // I3
      checkCustody(world), // I4
      checkBytes(world, scenario.acknowledged ?? []), // I5, I9
      checkLiveness(world, scenario.lockMs ?? 10_000), // I6
      checkBuckets(world), // I7
      checkCanaries(world, scenario), // I8
    ])
  ).flat();
  if (broken.length > 0) throw new InvariantsBroken(`${broken.length} broken:\n  ${broken.join('\n  ')}`);
}

async function checkAcknowledged({ superSql: sql }: World, acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const broken: string[] = [];
  for (const { reference, answers, files } of acknowledged) {
    const found = await sql<{ id: string; answers: unknown }[]>`
      select s.id, v.answers from submissions s join submission_versions v on v.submission_id = s.id and v.version = 1 where s.reference = ${reference}`;
    const [submission] = found;
    if (!submission || found.length > 1) {
      broken.push(`I1: ${reference} was acknowledged and exists ${found.length} times`);
      continue;
    }
    if (answers !== undefined && !isDeepStrictEqual(submission.answers, answers)) broken.push(`I1: ${reference} has other answers`);
    if (!files) continue;
    const stored = await sql<
      { name: string; size: number }[]
    >`select name, size from files where submission_id = ${submission.id} order by ordinal`;
    const wanted = files.map(({ name, size }) => ({ name, size }));
    if (
      !isDeepStrictEqual(
        [...stored].map((file) => ({ ...file })),
        wanted,
      )
    )
      broken.push(`I1: ${reference} has another list of files`);
  }
  return broken;
}

async function checkVerdicts({ superSql: sql }: World): Promise<string[]> {
  const forbids = (Object.keys(verdicts) as Verdict[]).filter((verdict) => verdicts[verdict].derivatives === 'none');
  const closed = (Object.keys(verdicts) as Verdict[]).filter((verdict) => verdicts[verdict].original === null);
  const shown = await sql<{ id: string }[]>`
    select d.id from derivatives d join files f on f.id = d.file_id where d.state = 'stored' and f.verdict = any(${forbids})`;
  const tickets = await sql<{ id: string; verdict: string }[]>`
    select f.id, f.verdict from evidence_tickets t left join derivatives d on d.id = t.derivative_id join files f on f.id = coalesce(t.file_id, d.file_id)
    where (t.file_id is not null and f.verdict = any(${closed})) or (t.derivative_id is not null and f.verdict = any(${forbids}))`;
  // A verdict is the last scan's word; `error` is the absence of one, and nothing but a scan can say anything else.
  const unfounded = await sql<{ id: string; verdict: string }[]>`
    select f.id, f.verdict from files f left join lateral (select verdict from scans where file_id = f.id order by id desc limit 1) s on true
    where f.verdict not in ('pending', 'error') and f.verdict is distinct from s.verdict`;
  return [
    ...shown.map(({ id }) => `I2: derivative ${id} is stored though the verdict allows none`),
    ...tickets.map(({ id, verdict }) => `I2: a ticket opens file ${id}, whose verdict is ${verdict}`),
    ...unfounded.map(({ id, verdict }) => `I2: file ${id} is called ${verdict} and no scan said so`),
  ];
}

async function checkTriageItems({ superSql: sql }: World): Promise<string[]> {
  const rows = await sql<{ id: string; items: number }[]>`
    select s.id, count(t.id)::integer as items from submissions s left join triage_items t on t.submission_id = s.id group by s.id having count(t.id) <> 1`;
  return rows.map(({ id, items }) => `I3: submission ${id} has ${items} triage items`);
}

/** Events that say that a state was reached, and the number of times the record says so. */
async function checkCustody({ superSql: sql }: World): Promise<string[]> {
  const report = await verifyRecord(sql);
  const chains = report.broken.map((chain) => `I4: the chain of ${chain.subject} breaks at ${chain.seq} (${chain.defect})`);
  if (!report.intact && chains.length === 0) chains.push('I4: a checkpoint does not agree with the chains');
  const counted = await sql<{ what: string; id: string; is: number; wanted: number }[]>`
    with said as (select action, item, subject_id, count(*)::integer as n from custody_events where subject_kind = 'submission' group by action, item, subject_id)
    select 'submission.received' as what, s.id, coalesce(e.n, 0) as is, 1 as wanted
      from submissions s left join said e on e.subject_id = s.id and e.action = 'submission.received' where coalesce(e.n, 0) <> 1
    union all select 'upload.stored', u.id, coalesce(e.n, 0), 1
      from uploads u left join said e on e.item = u.id and e.action = 'upload.stored' where u.version_id is not null and coalesce(e.n, 0) <> 1
    union all select 'file.received', f.id, coalesce(e.n, 0), (f.original_version_id is not null)::integer
      from files f left join said e on e.item = f.id and e.action = 'file.received' where coalesce(e.n, 0) <> (f.original_version_id is not null)::integer
    union all select 'file.scanned', f.id, coalesce(e.n, 0), (select count(*) from scans where file_id = f.id)::integer
      from files f left join said e on e.item = f.id and e.action = 'file.scanned' where coalesce(e.n, 0) <> (select count(*) from scans where file_id = f.id)
    union all select 'quarantine.deleted', u.id, coalesce(e.n, 0), 1
      from uploads u left join files f on f.upload_id = u.id left join said e on e.item = coalesce(f.id, u.id) and e.action = 'quarantine.deleted'
      where u.quarantine_deleted_at is not null and u.version_id is not null and coalesce(e.n, 0) <> 1
    union all select 'submission.decided', s.id, coalesce(e.n, 0), (select count(*) from decisions where submission_id = s.id and file_id is null)::integer
      from submissions s left join (select subject_id, sum(n)::integer as n from said where action = 'submission.decided' group by subject_id) e on e.subject_id = s.id
      where coalesce(e.n, 0) <> (select count(*) from decisions where submission_id = s.id and file_id is null)`;
  return [...chains, ...counted.map((row) => `I4: ${row.what} of ${row.id} is on record ${row.is} times instead of ${row.wanted}`)];
}

async function checkLiveness({ superSql: sql }: World, lockMs: number): Promise<string[]> {
  const rows = await sql<{ id: string; stage: string; why: string }[]>`
    select file_id as id, stage, 'silent' as why from file_stages
      where state = 'running' and progress_at < clock_timestamp() - make_interval(secs => ${(lockMs * 5) / 1000})
    union all select file_id, stage, 'no reason' from file_stages where state in ('parked', 'failed') and reason is null
    union all select id, 'assess', 'silent' from submissions
      where assess_state = 'running' and assess_progress_at < clock_timestamp() - make_interval(secs => ${(lockMs * 5) / 1000})
    union all select s.id, 'assess', 'nobody is asked to look' from submissions s join triage_items t on t.submission_id = s.id
      where t.attention is null and (s.assess_state = 'parked' or exists (select from file_stages x join files f on f.id = x.file_id where f.submission_id = s.id and x.state = 'parked'))`;
  return rows.map(({ id, stage, why }) => `I6: ${stage} of ${id}: ${why}`);
}
