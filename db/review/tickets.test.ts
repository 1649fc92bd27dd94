/** What a ticket opens: every verdict × every role × every kind of object, from the vocabularies' tables, and everything that can end meanwhile. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rights, roles, type Role } from '#db/vocabularies/rights.ts';
import { verdictKeys, verdicts, type Verdict } from '#db/vocabularies/verdicts.ts';
import { newToken } from '#infra/vault/tokens.ts';
import {
  actionsOn,
  makeStaff,
  openSession,
  seedReport,
  type SeededFile,
  type SeededReport,
  type StaffMember,
} from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { restrictSubmission } from '#db/review/restrict.ts';
import { createTickets, redeemTicket, type TicketFor } from '#db/review/tickets.ts';

type Signed = StaffMember & { session: { id: string; accountId: string } };
let world: World;
let report: SeededReport;
const people = new Map<Role, Signed>();
beforeAll(async () => {
  world = await openWorld({ name: 'tickets' });
  report = await seedReport(world, { verdicts: verdictKeys });
  for (const role of roles) people.set(role, await signedIn([role]));
  await putIntoCase(report, must(people.get('prosecutor')));
});
afterAll(() => world.close());

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('missing in the test’s own arrangement');
  return value;
}
async function signedIn(held: readonly Role[]): Promise<Signed> {
  const person = await makeStaff(world, held);
  return { ...person, session: await openSession(world, person) };
}
async function putIntoCase(target: SeededReport, member: StaffMember): Promise<void> {
  const sql = world.superSql;
  const [made] = await sql<
    { id: string }[]
  >`insert into cases (number, title, created_by) values (${`CASE-${target.reference}`}, 't', ${member.id}) returning id`;
  const caseId = must(made).id;
  await sql`insert into case_members (case_id, account_id, added_by) values (${caseId}, ${member.id}, ${member.id})`;
  await sql`insert into case_submissions (case_id, submission_id, added_by) values (${caseId}, ${target.id}, ${member.id})`;
}
/** A ticket that exists whatever the account may do: what counts is what happens when it is used. */
async function forceTicket(session: { id: string }, target: TicketFor): Promise<Buffer> {
  const { hash } = newToken();
  await world.superSql`
    insert into evidence_tickets (token_hash, session_id, derivative_id, file_id, export_id, reason, expires_at)
    values (${hash}, ${session.id}, ${target.kind === 'derivative' ? target.id : null}, ${target.kind === 'original' ? target.id : null},
      ${target.kind === 'export' ? target.id : null}, ${target.kind === 'original' ? target.reason : null}, clock_timestamp() + interval '10 minutes')`;
  return hash;
}
const redeem = (tokenHash: Buffer, log = true) => redeemTicket(world.sql('console'), { tokenHash, log, range: null });
const derivativeOf = (file: SeededFile): TicketFor => ({ kind: 'derivative', id: file.derivativeId });
const originalOf = (file: SeededFile): TicketFor => ({ kind: 'original', id: file.id, reason: 'needed for a test' });
const has = (role: Role, verb: keyof typeof rights) => (rights[verb] as readonly Role[]).includes(role);
/** The prosecutor has the report in a case; who may read neither submissions nor cases sees nothing at all. */
const sees = (role: Role) => has(role, 'submission.read') || role === 'prosecutor';

describe.each(verdictKeys.map((verdict) => [verdict] as const))('a file whose verdict is %s', (verdict) => {
  const fileOf = () => must(report.files.find((file) => file.verdict === verdict));

  test.each(roles.map((role) => [role] as const))('viewing copy, asked by a %s', async (role) => {
    const used = await redeem(await forceTicket(must(people.get(role)).session, derivativeOf(fileOf())));
    const expected = !sees(role) ? 'not_allowed' : verdicts[verdict].derivatives === 'none' ? 'verdict' : 'serve';
    expect(used.outcome).toBe(expected);
    if (used.outcome === 'serve') expect(used).toMatchObject({ bucket: 'derivatives', name: null, inZip: false });
  });

  test.each(roles.map((role) => [role] as const))('original, asked by a %s', async (role) => {
    const used = await redeem(await forceTicket(must(people.get(role)).session, originalOf(fileOf())));
    const right = verdicts[verdict].original;
    const expected = !sees(role) ? 'not_allowed' : right === null ? 'verdict' : has(role, right) ? 'serve' : 'not_allowed';
    expect(used.outcome).toBe(expected);
    if (used.outcome === 'serve') expect(used).toMatchObject({ bucket: 'originals', inZip: verdicts[verdict].wrapped });
  });
});

test('an unknown verdict opens nothing', async () => {
  const [row] = await world.superSql<
    { shows: boolean; right: string | null }[]
  >`select verdict_shows_derivatives('new') as shows, verdict_original_right('new') as right`;
  expect(row).toEqual({ shows: false, right: null });
});

describe('what ends between making a ticket and using it', () => {
  const endings: [string, (person: Signed, target: SeededReport) => Promise<unknown>, string][] = [
    ['the ticket’s own time', () => world.superSql`update evidence_tickets set expires_at = clock_timestamp()`, 'unknown'],
    [
      'the session, signed out',
      (person) => world.superSql`update sessions set revoked_at = clock_timestamp() where id = ${person.session.id}`,
      'unknown',
    ],
    [
      'the session, idle',
      (person) =>
        world.superSql`update sessions set last_seen_at = clock_timestamp() - interval '31 minutes' where id = ${person.session.id}`,
      'unknown',
    ],
    ['the account', (person) => world.superSql`update accounts set state = 'disabled' where id = ${person.id}`, 'unknown'],
    ['the role', (person) => world.superSql`delete from account_roles where account_id = ${person.id}`, 'not_allowed'],
    [
      'a recusal',
      (person, target) => world.superSql`insert into recusals (account_id, submission_id) values (${person.id}, ${target.id})`,
      'not_allowed',
    ],
    ['the verdict', (_, target) => world.superSql`update files set verdict = 'infected' where submission_id = ${target.id}`, 'verdict'],
    ['a restriction', (person, target) => restrictSubmission(world.sql('console'), person.id, { submissionId: target.id }), 'restricted'],
    [
      'the copy itself',
      (_, target) => world.superSql`update derivatives set state = 'deleted' where file_id = ${must(target.files[0]).id}`,
      'missing',
    ],
  ];
  test.each(endings)('%s', async (_, end, expected) => {
    const person = await signedIn(['reviewer']);
    const target = await seedReport(world, { verdicts: ['clean'] });
    const hash = await forceTicket(person.session, derivativeOf(must(target.files[0])));
    expect((await redeem(hash)).outcome).toBe('serve');
    await end(person, target);
    expect(await redeem(hash)).toEqual({ outcome: expected });
  });
});

test('of a restricted report only the officer gets the originals, and nobody gets a viewing copy', async () => {
  const target = await seedReport(world, { verdicts: ['clean'] });
  const officer = await signedIn(['reviewer']);
  const lead = must(people.get('lead'));
  await world.superSql`update submissions set restricted_at = clock_timestamp(), restricted_officer = ${officer.id} where id = ${target.id}`;
  const file = must(target.files[0]);
  const outcomes = await Promise.all(
    [
      [officer, originalOf(file)],
      [officer, derivativeOf(file)],
      [lead, originalOf(file)],
      [lead, derivativeOf(file)],
    ].map(async ([person, wanted]) => (await redeem(await forceTicket((person as Signed).session, wanted as TicketFor))).outcome),
  );
  expect(outcomes).toEqual(['serve', 'restricted', 'restricted', 'restricted']);
});

test('a look is one event a ticket, an original one each time, HEAD none, a refusal one too', async () => {
  const target = await seedReport(world, { verdicts: ['clean', 'infected'] });
  const [clean, infected] = target.files;
  const { session } = must(people.get('reviewer'));
  const look = await forceTicket(session, derivativeOf(must(clean)));
  const fetch = await forceTicket(session, originalOf(must(clean)));
  for (const hash of [look, fetch]) await redeem(hash, false);
  expect(await actionsOn(world, 'submission', target.id)).toEqual([]);
  for (const hash of [look, look, fetch, fetch]) await redeem(hash);
  await redeem(await forceTicket(session, originalOf(must(infected))));
  expect(await actionsOn(world, 'submission', target.id)).toEqual([
    'evidence.viewed',
    'original.downloaded',
    'original.downloaded',
    'access.refused',
  ]);
  const [event] = await world.superSql<{ payload: string; item: string }[]>`
    select payload, item from custody_events where subject_id = ${target.id} and action = 'original.downloaded' limit 1`;
  expect(JSON.parse(event?.payload ?? '{}')).toMatchObject({ reason: 'needed for a test', verdict: 'clean' });
  expect(event?.item).toBe(must(clean).id);
});

test('a bundle is for members of its case, once it is ready', async () => {
  const member = await signedIn(['prosecutor']);
  const stranger = await signedIn(['prosecutor']);
  const target = await seedReport(world);
  await putIntoCase(target, member);
  const [made] = await world.superSql<{ id: string }[]>`
    insert into exports (case_id, number, requested_by, recipient, contents) select id, 1, ${member.id}, 'r', '{}' from cases where number = ${`CASE-${target.reference}`} returning id`;
  const id = must(made).id;
  const ask = async (person: Signed) => redeem(await forceTicket(person.session, { kind: 'export', id }));
  expect((await ask(member)).outcome).toBe('missing');
  await world.superSql`update exports set state = 'ready', object_key = 'k', version_id = 'v', sha256 = ${Buffer.alloc(32)} where id = ${id}`;
  expect(await ask(member)).toMatchObject({ outcome: 'serve', bucket: 'bundles', name: `CASE-${target.reference}_EXP-0001.zip` });
  expect((await ask(stranger)).outcome).toBe('not_allowed');
});

describe('a bundle that was built earlier is not handed out', () => {
  type Arranged = { target: SeededReport; member: Signed; caseId: string };
  const endings: [string, (arranged: Arranged) => Promise<unknown>, string][] = [
    [
      'once a report in it is restricted',
      ({ target }) => world.superSql`update submissions set restricted_at = clock_timestamp() where id = ${target.id}`,
      'restricted',
    ],
    [
      'once a report in it is restricted, not to its officer either: the copies in it are what was restricted',
      ({ target, member }) =>
        world.superSql`update submissions set restricted_at = clock_timestamp(), restricted_officer = ${member.id} where id = ${target.id}`,
      'restricted',
    ],
    [
      'once a file in it is restricted',
      ({ target }) => world.superSql`update files set restricted_at = clock_timestamp() where id = ${must(target.files[0]).id}`,
      'restricted',
    ],
    [
      'once malware was found in a file in it',
      ({ target }) => world.superSql`update files set verdict = 'infected' where id = ${must(target.files[0]).id}`,
      'verdict',
    ],
    [
      'to a member who stepped back from a report in it',
      ({ target, member }) => world.superSql`insert into recusals (account_id, submission_id) values (${member.id}, ${target.id})`,
      'not_allowed',
    ],
    [
      'to a member who is outside of the compartment of a report in it',
      async ({ target }) => {
        const [made] = await world.superSql<
          { id: string }[]
        >`insert into compartments (code, name) values (${target.reference}, 'c') returning id`;
        await world.superSql`update submissions set compartment_id = ${must(made).id} where id = ${target.id}`;
      },
      'not_allowed',
    ],
    [
      'to a member when its report was taken out of their case',
      ({ target }) => world.superSql`delete from case_submissions where submission_id = ${target.id}`,
      'not_allowed',
    ],
  ];
  test.each(endings)('%s', async (_, end, expected) => {
    const member = await signedIn(['prosecutor']);
    const target = await seedReport(world, { verdicts: ['clean', 'encrypted'] });
    await putIntoCase(target, member);
    const contents = {
      submissions: [{ id: target.id }],
      items: target.files.map(({ id, verdict }) => ({ fileId: id, excluded: verdict === 'clean' ? null : verdict })),
    };
    const [made] = await world.superSql<{ id: string; caseId: string }[]>`
      insert into exports (case_id, number, requested_by, recipient, contents, state, object_key, version_id, sha256)
      select id, 1, ${member.id}, 'r', ${world.superSql.json(contents)}, 'ready', 'k', 'v', ${Buffer.alloc(32)} from cases where number = ${`CASE-${target.reference}`}
      returning id, case_id as "caseId"`;
    const { id, caseId } = must(made);
    const hash = await forceTicket(member.session, { kind: 'export', id });
    expect((await redeem(hash)).outcome).toBe('serve');
    await end({ target, member, caseId });
    expect(await redeem(hash)).toEqual({ outcome: expected });
    expect(await actionsOn(world, 'case', caseId)).toEqual(['export.downloaded', 'access.refused']);
  });
});

test('tickets are made for what the account may see, and for nothing else', async () => {
  const target = await seedReport(world, { verdicts: ['clean'] });
  const file = must(target.files[0]);
  const [mine, notMine] = [newToken(), newToken()];
  const reviewer = must(people.get('reviewer'));
  const prosecutor = must(people.get('prosecutor'));
  expect([...(await createTickets(world.sql('console'), reviewer.session, [{ tokenHash: mine.hash, for: derivativeOf(file) }]))]).toEqual([
    mine.hash.toString('hex'),
  ]);
  expect((await createTickets(world.sql('console'), prosecutor.session, [{ tokenHash: notMine.hash, for: originalOf(file) }])).size).toBe(
    0,
  );
  expect((await redeem(mine.hash)).outcome).toBe('serve');
  expect((await redeem(notMine.hash)).outcome).toBe('unknown');
});

const kinds: readonly Verdict[] = verdictKeys;
test('the table in SQL is the vocabulary’s table', async () => {
  for (const verdict of kinds) {
    const [row] = await world.superSql<
      { shows: boolean; right: string | null; bundled: boolean }[]
    >`select verdict_shows_derivatives(${verdict}) as shows, verdict_original_right(${verdict}) as right, verdict_in_bundle(${verdict}) as bundled`;
    const { derivatives, original, bundle } = verdicts[verdict];
    expect(row).toEqual({ shows: derivatives !== 'none', right: original, bundled: bundle === 'yes' || bundle === 'labelled' });
  }
});
