/** What a restriction does beyond hiding: the bytes are secured all the same, the viewing copies go for good, and bundles that hold the material stay shut. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reconcileFiles } from '#db/flow/reconcile.ts';
import { restrictSubmission } from '#db/review/restrict.ts';
import { redeemTicket } from '#db/review/tickets.ts';
import { listVersions, putObject, readRetention } from '#infra/store/objects.ts';
import { newToken } from '#infra/vault/tokens.ts';
import { runCommandOf } from '#tests/support/commands.ts';
import { receiveContext } from '#tests/support/receive.ts';
import { fileReport } from '#tests/support/report.ts';
import { actionsOn, makeStaff, openSession, seedReport, type StaffMember } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { receiveFile } from '#workers/receive/receive-file.ts';

let world: World;
let reviewer: StaffMember;
let lead: StaffMember;
beforeAll(async () => {
  world = await openWorld({ name: 'restricted' });
  lead = await makeStaff(world, ['lead']);
  reviewer = await makeStaff(world, ['reviewer']);
});
afterAll(() => world.close());

const restrict = (submissionId: string) => restrictSubmission(world.sql('console'), reviewer.id, { submissionId });
const stagesOf = async (fileId: string) =>
  Object.fromEntries(
    (await world.superSql<{ stage: string; state: string }[]>`select stage, state from file_stages where file_id = ${fileId}`).map(
      (row) => [row.stage, row.state],
    ),
  );

describe('a file that is restricted before its copy exists', () => {
  test('is copied, locked and scanned all the same; nothing looks into it', async () => {
    const report = await fileReport(world, { files: [{ name: 'a.txt', bytes: randomBytes(2000) }] });
    const fileId = report.files[0]?.fileId ?? '';
    expect(await restrict(report.submissionId)).toMatchObject({ outcome: 'restricted' });
    await receiveFile(receiveContext(world), fileId);
    const [file] = await world.superSql`select original_key, original_version_id, verdict from files where id = ${fileId}`;
    const lock = await readRetention(world.store('records'), { key: file?.original_key, versionId: file?.original_version_id });
    expect(lock?.until.getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect(file?.verdict).toBe('clean');
    expect(await stagesOf(fileId)).toEqual({ receive: 'done', scan: 'done', inspect: 'parked', derive: 'parked', fingerprint: 'parked' });
    expect(await actionsOn(world, 'submission', report.submissionId)).toEqual(
      expect.arrayContaining(['submission.restricted', 'file.received', 'file.scanned']),
    );
  });

  test('is asked for again when its worker fell silent, and its media stages are not', async () => {
    const report = await fileReport(world, { files: [{ name: 'a.txt', bytes: randomBytes(2000) }] });
    const fileId = report.files[0]?.fileId ?? '';
    await restrict(report.submissionId);
    await world.superSql`update file_stages set progress_at = clock_timestamp() - interval '2 hours' where file_id = ${fileId}`;
    await world.superSql`update outbox set sent_at = clock_timestamp()`;
    await reconcileFiles(world.sql('records'), { lockMs: 1000 });
    const asked = await world.superSql<
      { name: string }[]
    >`select name from outbox where payload ->> 'fileId' = ${fileId} and sent_at is null`;
    expect(asked.map(({ name }) => name)).toEqual(['receive.file']);
  });
});

describe('npm run restricted', () => {
  const held = async (key: string) => {
    const found = [];
    for await (const version of listVersions(world.store('root'), 'derivatives', key)) found.push(version.versionId);
    return found.length;
  };
  const derivativeOf = async (id: string) =>
    (await world.superSql<{ state: string; key: string }[]>`select state, object_key as key from derivatives where id = ${id}`)[0] ?? {
      state: '',
      key: '',
    };
  const run = async () => {
    const { code, stdout, stderr } = await runCommandOf(world, 'restricted');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    return JSON.parse(stdout) as { submissions: number; derivatives: number; versions: number; waiting: number };
  };

  test('deletes every version of the viewing copies of what is restricted, records it once, and touches nothing else', async () => {
    const restricted = await seedReport(world, { verdicts: ['clean', 'clean'], stored: true });
    const other = await seedReport(world, { verdicts: ['clean', 'clean'], stored: true });
    const [first, second] = restricted.files;
    const [alone, untouched] = other.files;
    if (!first || !second || !alone || !untouched) throw new Error('missing in the test’s own arrangement');
    await restrict(restricted.id);
    await world.superSql`update files set restricted_at = clock_timestamp() where id = ${alone.id}`;
    // A longer key of another object that starts like one of these must stay.
    const neighbour = `${(await derivativeOf(first.derivativeId)).key}-more`;
    await putObject(world.store('media'), { bucket: 'derivatives', key: neighbour, body: Buffer.from('x') });

    expect(await run()).toEqual({ msg: 'restricted', submissions: 2, derivatives: 3, versions: 3, waiting: 0 });

    for (const { derivativeId } of [first, second, alone]) {
      const { state, key } = await derivativeOf(derivativeId);
      expect(state).toBe('deleted');
      expect(await held(key)).toBe(key === neighbour.slice(0, -5) ? 1 : 0);
    }
    expect((await derivativeOf(untouched.derivativeId)).state).toBe('stored');
    expect(await held((await derivativeOf(untouched.derivativeId)).key)).toBe(1);
    expect(await actionsOn(world, 'submission', restricted.id)).toEqual(['submission.restricted', 'derivatives.deleted']);
    expect(await actionsOn(world, 'submission', other.id)).toEqual(['derivatives.deleted']);

    expect(await run()).toMatchObject({ submissions: 0, derivatives: 0 });
    expect(await actionsOn(world, 'submission', restricted.id)).toHaveLength(2);
  });

  test('leaves a copy whose writer may still be at it to a later run', async () => {
    const report = await seedReport(world, { verdicts: ['clean'], stored: true });
    const id = report.files[0]?.derivativeId ?? '';
    await world.superSql`update derivatives set state = 'intent', version_id = null where id = ${id}`;
    await restrict(report.id);
    expect(await run()).toMatchObject({ derivatives: 0, waiting: 1 });
    expect(await held((await derivativeOf(id)).key)).toBe(1);
    await world.superSql`update submissions set restricted_at = restricted_at - interval '11 minutes' where id = ${report.id}`;
    expect(await run()).toMatchObject({ derivatives: 1, versions: 1, waiting: 0 });
    expect(await held((await derivativeOf(id)).key)).toBe(0);
  });
});

describe('a bundle that was ready before the restriction', () => {
  async function readyExport(excluded: string | null) {
    const member = await makeStaff(world, ['prosecutor']);
    const target = await seedReport(world, { verdicts: ['clean'] });
    const fileId = target.files[0]?.id ?? '';
    const sql = world.superSql;
    const [made] = await sql<{ id: string }[]>`
      insert into cases (number, title, created_by) values (${`CASE-${target.reference}`}, 't', ${member.id}) returning id`;
    const caseId = made?.id ?? '';
    for (const person of [member, lead]) {
      await sql`insert into case_members (case_id, account_id, added_by) values (${caseId}, ${person.id}, ${member.id})`;
    }
    await sql`insert into case_submissions (case_id, submission_id, added_by) values (${caseId}, ${target.id}, ${member.id})`;
    const contents = JSON.stringify({ submissions: [{ id: target.id }], items: [{ fileId, submissionId: target.id, excluded }] });
    const [row] = await sql<{ id: string }[]>`
      insert into exports (case_id, number, requested_by, recipient, contents, state, object_key, version_id, sha256)
      values (${caseId}, 1, ${member.id}, 'r', ${contents}::text::jsonb, 'ready', 'k', 'v', ${Buffer.alloc(32)}) returning id`;
    const ask = async (person: StaffMember) => {
      const session = await openSession(world, person);
      const { hash } = newToken();
      await sql`insert into evidence_tickets (token_hash, session_id, export_id, expires_at) values (${hash}, ${session.id}, ${row?.id ?? randomUUID()}, clock_timestamp() + interval '10 minutes')`;
      return (await redeemTicket(world.sql('console'), { tokenHash: hash, log: true, range: null })).outcome;
    };
    return { ask, member, target, fileId, caseId };
  }

  test('is refused once the report was restricted, to its officer too', async () => {
    const { ask, member, target, caseId } = await readyExport(null);
    expect(await ask(member)).toBe('serve');
    await restrict(target.id);
    expect([await ask(member), await ask(lead)]).toEqual(['restricted', 'restricted']);
    expect(await actionsOn(world, 'case', caseId)).toEqual(['export.downloaded', 'access.refused', 'access.refused']);
  });

  test('is served where a slip sheet stands for the file', async () => {
    const { ask, member, fileId } = await readyExport('restricted');
    await world.superSql`update files set restricted_at = clock_timestamp() where id = ${fileId}`;
    expect(await ask(member)).toBe('serve');
  });
});
