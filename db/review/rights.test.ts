/** The table verb × role, asked of every verb of the console with every role: what it allows works, what it does not is refused before anything is read. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NotAllowed } from '#db/accounts/act-as.ts';
import type { Sql } from '#db/connect.ts';
import { rights, roles, type Role, type Verb } from '#db/vocabularies/rights.ts';
import { makeStaff, seedReport, type StaffMember } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { claimItem, releaseItem } from '#db/review/claim.ts';
import { listCustody } from '#db/review/custody.ts';
import { decide } from '#db/review/decide.ts';
import { readFile } from '#db/review/file.ts';
import { listQueue } from '#db/review/queue.ts';
import { readRestrictedOfficer, restrictSubmission } from '#db/review/restrict.ts';
import { retryAssessment, retryStage } from '#db/review/retry.ts';
import { findByReference, readSubmission } from '#db/review/submission.ts';

const submissionId = '11111111-1111-4111-8111-111111111111'; // of no report: only the right is asked here
const fileId = '22222222-2222-4222-8222-222222222222';
const verbs: { name: string; needs: readonly Verb[]; call: (sql: Sql, account: string) => Promise<unknown> }[] = [
  { name: 'listQueue', needs: ['queue.read'], call: (sql, account) => listQueue(sql, account, { view: 'ready' }) },
  { name: 'readSubmission', needs: ['submission.read', 'case.read'], call: (sql, account) => readSubmission(sql, account, submissionId) },
  { name: 'readFile', needs: ['submission.read', 'case.read'], call: (sql, account) => readFile(sql, account, { submissionId, fileId }) },
  { name: 'findByReference', needs: ['submission.read', 'case.read'], call: (sql, account) => findByReference(sql, account, 'EX-NONE') },
  { name: 'claimItem', needs: ['submission.claim'], call: (sql, account) => claimItem(sql, account, { submissionId, version: 1 }) },
  { name: 'releaseItem', needs: ['submission.claim'], call: (sql, account) => releaseItem(sql, account, { submissionId, version: 1 }) },
  {
    name: 'decide',
    needs: ['submission.decide'],
    call: (sql, account) => decide(sql, account, { submissionId, version: 1, decision: 'set_aside', reason: 'test', note: '' }),
  },
  {
    name: 'restrictSubmission',
    needs: ['submission.restrict'],
    call: (sql, account) => restrictSubmission(sql, account, { submissionId }),
  },
  { name: 'readRestrictedOfficer', needs: ['submission.restrict'], call: (sql, account) => readRestrictedOfficer(sql, account) },
  {
    name: 'retryStage',
    needs: ['processing.retry'],
    call: (sql, account) => retryStage(sql, account, { submissionId, fileId, stage: 'scan' }),
  },
  { name: 'retryAssessment', needs: ['processing.retry'], call: (sql, account) => retryAssessment(sql, account, { submissionId }) },
  { name: 'listCustody', needs: ['custody.read'], call: (sql, account) => listCustody(sql, account, {}) },
];

let world: World;
const people = new Map<Role | 'disabled', StaffMember>();
beforeAll(async () => {
  world = await openWorld({ name: 'rights' });
  for (const role of roles) people.set(role, await makeStaff(world, [role]));
  const disabled = await makeStaff(world, ['lead', 'prosecutor', 'auditor']);
  await world.superSql`update accounts set state = 'disabled' where id = ${disabled.id}`;
  people.set('disabled', disabled);
});
afterAll(() => world.close());
const idOf = (who: Role | 'disabled') => people.get(who)?.id ?? '';

describe.each(verbs)('$name', ({ needs, call }) => {
  const holders = new Set<Role>(needs.flatMap((verb): readonly Role[] => rights[verb]));
  test.each(roles.map((role) => [role, holders.has(role)] as const))('%s: allowed is %s', async (role, allowed) => {
    const called = call(world.sql('console'), idOf(role));
    if (allowed) await expect(called).resolves.toBeDefined();
    else await expect(called).rejects.toThrow(NotAllowed);
  });
  test('a disabled account is refused whatever its roles were', async () => {
    await expect(call(world.sql('console'), idOf('disabled'))).rejects.toThrow(NotAllowed);
  });
});

test('a prosecutor reads a report only once it is in a case of theirs', async () => {
  const report = await seedReport(world);
  const console = world.sql('console');
  const prosecutor = idOf('prosecutor');
  expect(await readSubmission(console, prosecutor, report.id)).toBeNull();
  const [made] = await world.superSql<
    { id: string }[]
  >`insert into cases (number, title, created_by) values ('CASE-T', 't', ${prosecutor}) returning id`;
  await world.superSql`insert into case_members (case_id, account_id, added_by) values (${made?.id ?? null}, ${prosecutor}, ${prosecutor})`;
  await world.superSql`insert into case_submissions (case_id, submission_id, added_by) values (${made?.id ?? null}, ${report.id}, ${prosecutor})`;
  expect(await readSubmission(console, prosecutor, report.id)).toMatchObject({ reference: report.reference });
});
