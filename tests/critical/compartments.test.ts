/** A report that names local police starts in the compartment `local`: seen by its members, and by nobody else whatever their role. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeMembership, findEmptyCompartments } from '#db/accounts/compartments.ts';
import type { Answers } from '#db/intake/answers.ts';
import { submitReport } from '#db/intake/submit.ts';
import { migrate } from '#db/migrate.ts';
import { readSubmission } from '#db/review/submission.ts';
import { loadAccountKey } from '#infra/vault/totp.ts';
import { runCommandOf } from '#tests/support/commands.ts';
import { actionsOn, exampleAnswers, makeStaff } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { makeDemoAccounts } from '#workers/commands/demo.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'compartments' });
});
afterAll(() => world.close());

/** Hands a report in through the verb that intake uses, which decides about the compartment. */
async function handIn(agencies: string[], others: string[] = []): Promise<string> {
  const sql = world.sql('intake');
  const draft = { id: randomUUID(), proof: randomBytes(32) };
  const submission = randomUUID();
  const hash = createHash('sha256').update(draft.proof).digest();
  await sql`select intake_start_draft(${draft.id}, ${hash}, ${submission}, ${randomUUID()}, ${randomBytes(64)})`;
  const people = agencies.map((agency) => ({ agencies: [agency], identification: [] }));
  const answers = { ...exampleAnswers, who: { people }, police: { agencies: others } } as unknown as Answers; // the verb parses it
  const reference = `EX-${randomBytes(4).toString('hex').toUpperCase()}`;
  await submitReport(sql, draft, {
    draftVersion: 1,
    reference,
    followProofHash: randomBytes(32),
    answers,
    files: [],
    tasks: [],
    identity: null,
  });
  return submission;
}
const sees = async (accountId: string, submission: string) => (await readSubmission(world.sql('console'), accountId, submission)) !== null;

test('the compartment exists after every migration, and without a member somebody is told', async () => {
  await migrate(world.superSql);
  const rows = await world.superSql<{ code: string }[]>`select code from compartments`;
  expect(rows.map(({ code }) => code)).toEqual(['local']);
  expect(await findEmptyCompartments(world.sql('console'))).toEqual(['local']);
});

test('a report that names local police is seen by the demo lead, who is a member, and by nobody else', async () => {
  const key = await loadAccountKey(path.join(world.installation.keys, 'account.key'), 'test');
  const accounts = await makeDemoAccounts(world.sql('console'), key, path.join(world.folder, 'demo.json'));
  const [local, federal] = [await handIn(['local_police', 'ice_ero']), await handIn(['ice_ero'], ['national_guard'])];
  const watched = await handIn(['ice_ero'], ['fbi', 'state_police']); // there, without acting
  const seen = async (submission: string) => {
    const who = [];
    for (const { id, role } of accounts) if (await sees(id, submission).catch(() => false)) who.push(role);
    return who;
  };
  expect(await seen(federal)).toEqual(['reviewer', 'lead']);
  expect(await seen(local)).toEqual(['lead']);
  expect(await seen(watched)).toEqual(['lead']);
});

test('npm run compartment lets a person in and takes them out, each an event on their chain', async () => {
  const submission = await handIn(['deputised_287g']);
  const person = await makeStaff(world, ['reviewer']);
  const run = (...args: string[]) => runCommandOf(world, 'compartment', args);
  expect(await sees(person.id, submission)).toBe(false);
  expect(await run('add', 'local', person.email.toUpperCase())).toMatchObject({ code: 0, stderr: '' });
  expect(await sees(person.id, submission)).toBe(true);
  expect((await run('add', 'local', person.email)).stdout).toContain('nothing to do');
  expect((await run('list')).stdout).toContain(person.email);
  expect(await run('remove', 'local', person.email)).toMatchObject({ code: 0 });
  expect(await sees(person.id, submission)).toBe(false);
  expect(await actionsOn(world, 'account', person.id)).toEqual([
    'account.created',
    'compartment.member_added',
    'compartment.member_removed',
  ]);
});

test.each([
  [['add', 'nowhere', 'a@b.example'], 'there is no compartment nowhere'],
  [['add', 'local', 'nobody@office.example'], 'there is no account nobody@office.example'],
  [['grant', 'local', 'a@b.example'], 'usage:'],
  [[], 'usage:'],
])('npm run compartment -- %j is refused in a sentence', async (args, sentence) => {
  const { code, stderr } = await runCommandOf(world, 'compartment', args);
  expect(code).toBe(1);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('a disabled account is not let in, and a right is not given by membership', async () => {
  const [disabled, auditor] = [await makeStaff(world, ['reviewer']), await makeStaff(world, ['auditor'])];
  await world.superSql`update accounts set state = 'disabled' where id = ${disabled.id}`;
  const join = (email: string) => changeMembership(world.sql('console'), { code: 'local', email, member: true, actor: 'service:console' });
  expect(await join(disabled.email)).toEqual({ outcome: 'no_account' });
  expect(await join(auditor.email)).toEqual({ outcome: 'changed' });
  const submission = await handIn(['state_police']);
  expect(await sees(auditor.id, submission).catch(() => false)).toBe(false);
});
