/**
 * What each person sees of each report, case and file: every account × every report × every table that has a row policy, compared with a model of the
 * rule in plain words below. Verbs in TypeScript ask too; these policies hold when such a verb forgets.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asAccount } from '#db/connect.ts';
import { rights, roles, type Role, type Verb } from '#db/vocabularies/rights.ts';
import { openWorld, type World } from '#tests/support/world.ts';

type Person = { name: string; id: string; roles: Role[]; active: boolean };
type Report = {
  name: string;
  id: string;
  file: string;
  compartment: string | null;
  officer: string | null;
  isRestricted: boolean;
  recused: string[];
  inCase: boolean;
};

const person = (name: string, held: Role[], active = true): Person => ({ name, id: randomUUID(), roles: held, active });
const people = {
  ...(Object.fromEntries(roles.map((role) => [role, person(role, [role])])) as Record<Role, Person>),
  insider: person('a reviewer inside the compartment', ['reviewer']),
  officer: person('the officer for restricted reports', ['reviewer']),
  member: person('a prosecutor who is a member of the case', ['prosecutor']),
  memberWithoutRole: person('an auditor whom someone made a member of the case', ['auditor']),
  memberLead: person('a lead who is a member of the case', ['lead']),
  disabled: person('a reviewer whose account is disabled', ['reviewer'], false),
  nobody: person('an account without a role', []),
};
const everyone = Object.values(people);
const compartment = randomUUID();
const caseId = randomUUID();
const exportId = randomUUID();
const insiders = [people.insider.id];
const members = [people.member.id, people.memberWithoutRole.id, people.memberLead.id];

const report = (name: string, over: Partial<Report> = {}): Report => ({
  name,
  id: randomUUID(),
  file: randomUUID(),
  compartment: null,
  officer: null,
  isRestricted: false,
  recused: [],
  inCase: false,
  ...over,
});
const reports = [
  report('an open report'),
  report('a report in a case', { inCase: true }),
  report('a compartmented report', { compartment }),
  report('a compartmented report in a case', { compartment, inCase: true }),
  report('a restricted report', { isRestricted: true, officer: people.officer.id }),
  report('a restricted report in a case', { isRestricted: true, officer: people.officer.id, inCase: true }),
  report('a restricted report without an officer', { isRestricted: true }),
  report('a report from which some stepped back', { recused: [people.reviewer.id, people.member.id, people.officer.id], inCase: true }),
  report('a restricted report from which its officer stepped back', {
    isRestricted: true,
    officer: people.officer.id,
    recused: [people.officer.id],
  }),
];

/** The rule: restriction beats recusal beats compartment beats role; a prosecutor sees what is in their cases and nothing else. */
function sees(who: Person, what: Report): boolean {
  if (what.isRestricted && what.officer !== who.id) return false;
  if (what.recused.includes(who.id)) return false;
  if (what.compartment && !insiders.includes(who.id)) return false;
  return may(who, 'submission.read') || (may(who, 'case.read') && what.inCase && members.includes(who.id));
}
function may(who: Person, verb: Verb): boolean {
  const holders: readonly Role[] = rights[verb];
  return who.active && who.roles.some((role) => holders.includes(role));
}
const seesCase = (who: Person) => may(who, 'case.read') && members.includes(who.id);

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'policies' });
  await arrange(world);
});
afterAll(() => world.close());

const ofReport = ['submissions', 'submission_versions', 'identities', 'files', 'facts', 'triage_items', 'decisions', 'uploads', 'tasks'];
/** Between the witness and who works on the report: not for prosecutors, whose cases hold the report. */
const ofConversation = ['messages', 'file_requests'];
const ofFile = ['file_stages', 'original_copies', 'scans', 'metadata', 'derivatives', 'fingerprints'];
const ofCase = ['cases', 'case_members', 'case_submissions', 'exhibits', 'exports'];

function visible(who: string | null, table: string, column: string): Promise<string[]> {
  const console = world.sql('console');
  const read = async (sql: Pick<typeof console, 'unsafe'>) =>
    (await sql.unsafe<{ id: string }[]>(`select distinct ${column} as id from ${table}`)).map((row) => row.id).toSorted();
  return who === null ? read(console) : asAccount(console, who, read);
}
const idColumn = (table: string, own: string) => (table === own ? 'id' : `${own === 'cases' ? 'case' : 'submission'}_id`);

describe.each(everyone.map((who) => [who.name, who] as const))('%s', (_, who) => {
  const expected = reports.filter((one) => sees(who, one));

  test.each(ofReport)('sees in %s the reports that the rule allows', async (table) => {
    expect(await visible(who.id, table, idColumn(table, 'submissions'))).toEqual(expected.map((one) => one.id).toSorted());
  });
  test.each(ofConversation)('sees in %s what belongs to those reports only with the right to write to witnesses', async (table) => {
    const heard = may(who, 'message.write') ? expected : [];
    expect(await visible(who.id, table, 'submission_id')).toEqual(heard.map((one) => one.id).toSorted());
  });
  test.each(reports.map((one) => [one.name, one] as const))(
    'writes to the witness of %s, and asks for a file, only if they see it and may, and only in their own name',
    async (_name, one) => {
      const allowed = sees(who, one) && may(who, 'message.write');
      const other = who.id === people.lead.id ? people.reviewer.id : people.lead.id;
      const insert = (by: string, sender: string) =>
        asAccount(world.sql('console'), who.id, async (tx) => {
          await tx`insert into messages (submission_id, sender, body, sent_by) values (${one.id}, ${sender}, 'x', ${sender === 'office' ? by : null})`;
          throw new Error('allowed');
        });
      const ask = (by: string) =>
        asAccount(world.sql('console'), who.id, async (tx) => {
          await tx`insert into file_requests (submission_id, file_id, reason, asked_by) values (${one.id}, ${one.file}, 'incomplete', ${by})`;
          throw new Error('allowed');
        });
      const outcome = allowed ? { message: 'allowed' } : { code: '42501' };
      await expect(insert(who.id, 'office')).rejects.toMatchObject(outcome);
      await expect(insert(other, 'office')).rejects.toMatchObject({ code: '42501' });
      await expect(insert(who.id, 'witness')).rejects.toMatchObject({ code: '42501' });
      await expect(ask(who.id)).rejects.toMatchObject(allowed ? { code: expect.stringMatching('23505') } : { code: '42501' }); // one is open already
      await expect(ask(other)).rejects.toMatchObject({ code: '42501' });
    },
  );
  test.each(ofFile)('sees in %s the files of those reports', async (table) => {
    expect(await visible(who.id, table, 'file_id')).toEqual(expected.map((one) => one.file).toSorted());
  });
  test.each(ofCase)('sees in %s the case only as a member with the right', async (table) => {
    expect(await visible(who.id, table, idColumn(table, 'cases'))).toEqual(seesCase(who) ? [caseId] : []);
  });
  test('sees custody of what they see, or all of it as an auditor', async () => {
    const chains = [...expected.map((one) => one.id), ...(seesCase(who) ? [caseId] : [])];
    const all = [...reports.map((one) => one.id), caseId];
    expect(await visible(who.id, 'custody_events', 'subject_id')).toEqual((may(who, 'custody.read') ? all : chains).toSorted());
  });
  test('changes nothing that they do not see', async () => {
    const hidden = reports.filter((one) => !sees(who, one)).map((one) => one.id);
    const changed = await asAccount(
      world.sql('console'),
      who.id,
      (tx) => tx`update submissions set restricted_at = null where id = any(${hidden}::uuid[]) returning id`,
    );
    expect([...changed]).toEqual([]);
  });
  test.each(reports.map((one) => [one.name, one] as const))(
    'closes a task of %s only if they see it and may, and only in their own name',
    async (_name, one) => {
      const close = (by: string) =>
        asAccount(world.sql('console'), who.id, async (tx) => {
          const done = await tx`
            update tasks set state = 'done', done_at = clock_timestamp(), done_by = ${by}, outcome = 'x' where submission_id = ${one.id} returning id`;
          throw new Error(`closed ${done.length}`);
        });
      const allowed = sees(who, one) && may(who, 'task.work');
      const other = who.id === people.lead.id ? people.reviewer.id : people.lead.id;
      await expect(close(who.id)).rejects.toMatchObject({ message: `closed ${allowed ? 1 : 0}` });
      await expect(close(other)).rejects.toMatchObject(allowed ? { code: '42501' } : { message: 'closed 0' });
    },
  );
  test.each(reports.map((one) => [one.name, one] as const))(
    'decides on %s only if they see it, and only in their own name',
    async (_name, one) => {
      const decide = (by: string) =>
        asAccount(
          world.sql('console'),
          who.id,
          (tx) => tx`insert into decisions (submission_id, decision, reason, decided_by) values (${one.id}, 'accepted', 'x', ${by})`,
        );
      if (sees(who, one)) await expect(decide(who.id)).resolves.toBeDefined();
      else await expect(decide(who.id)).rejects.toMatchObject({ code: '42501' });
      const other = who.id === people.lead.id ? people.reviewer.id : people.lead.id;
      await expect(decide(other)).rejects.toMatchObject({ code: '42501' });
    },
  );
  test('changes a setting only with the right, and only in their own name', async () => {
    const change = (by: string) =>
      asAccount(world.sql('console'), who.id, async (tx) => {
        await tx`insert into settings (key, version, value, changed_by) values ('export.days', 99, '9', ${by})`;
        throw new Error('allowed');
      });
    const other = who.id === people.administrator.id ? people.lead.id : people.administrator.id;
    await expect(change(who.id)).rejects.toMatchObject(may(who, 'settings.write') ? { message: 'allowed' } : { code: '42501' });
    await expect(change(other)).rejects.toMatchObject({ code: '42501' });
  });
  test('asks for bundles, members and reports in a case only as the rights say', async () => {
    const insert = (statement: (tx: Parameters<Parameters<typeof asAccount>[2]>[0]) => Promise<unknown>) =>
      asAccount(world.sql('console'), who.id, async (tx) => {
        await statement(tx);
        throw new Error('allowed');
      });
    const allowed = (is: boolean) => (is ? { message: 'allowed' } : { code: '42501' });
    const open = reports.find((one) => one.name === 'an open report')?.id ?? '';
    await expect(
      insert(
        (tx) => tx`insert into exports (case_id, number, requested_by, recipient, contents) values (${caseId}, 9, ${who.id}, 'r', '{}')`,
      ),
    ).rejects.toMatchObject(allowed(seesCase(who) && may(who, 'export.request')));
    await expect(
      insert(
        (tx) =>
          tx`insert into exports (case_id, number, requested_by, recipient, contents) values (${caseId}, 9, ${people.nobody.id === who.id ? people.lead.id : people.nobody.id}, 'r', '{}')`,
      ),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(
      insert((tx) => tx`insert into case_members (case_id, account_id, added_by) values (${caseId}, ${people.reviewer.id}, ${who.id})`),
    ).rejects.toMatchObject(allowed(seesCase(who) && may(who, 'case.write')));
    await expect(
      insert((tx) => tx`insert into case_submissions (case_id, submission_id, added_by) values (${caseId}, ${open}, ${who.id})`),
    ).rejects.toMatchObject(allowed(seesCase(who) && may(who, 'case.write') && expected.some((one) => one.id === open)));
  });
});

test.each([...ofReport, ...ofConversation, ...ofFile, ...ofCase, 'custody_events'])(
  'without an account in the transaction the console sees nothing in %s',
  async (table) => {
    expect(await visible(null, table, 'count(*)')).toEqual([0]);
    expect(await visible(randomUUID(), table, 'count(*)')).toEqual([0]);
  },
);

test('the model covers every table with a row policy', async () => {
  const rows = await world.superSql<{ name: string }[]>`select relname as name from pg_class where relrowsecurity and relkind = 'r'`;
  expect(rows.map((row) => row.name).toSorted()).toEqual(
    [...ofReport, ...ofConversation, ...ofFile, ...ofCase, 'custody_events', 'settings'].toSorted(),
  );
});

async function arrange({ superSql: sql }: World): Promise<void> {
  for (const { id, name, roles: held, active } of everyone) {
    await sql`insert into accounts (id, email, name, password_hash, totp_sealed, state) values (${id}, ${`${id}@example.org`}, ${name}, 'x', ${Buffer.from('x')}, ${active ? 'active' : 'disabled'})`;
    for (const role of held) await sql`insert into account_roles (account_id, role) values (${id}, ${role})`;
  }
  await sql`insert into compartments (id, code, name) values (${compartment}, 'inner', 'A compartment of the office')`;
  for (const id of insiders) await sql`insert into compartment_members (compartment_id, account_id) values (${compartment}, ${id})`;
  await sql`insert into cases (id, number, title, created_by) values (${caseId}, 'CASE-1', 'A case', ${people.lead.id})`;
  for (const id of members)
    await sql`insert into case_members (case_id, account_id, added_by) values (${caseId}, ${id}, ${people.lead.id})`;
  await sql`insert into exports (id, case_id, number, requested_by, recipient, contents) values (${exportId}, ${caseId}, 1, ${people.member.id}, 'r', '{}')`;
  await sql`select custody_append('case', ${caseId}, 'service:console', 'console', 'case.opened', null, null, null)`;
  for (const [index, one] of reports.entries()) await arrangeReport(sql, one, index);
}

async function arrangeReport(sql: World['superSql'], one: Report, index: number): Promise<void> {
  const upload = randomUUID();
  const bytes = randomBytes(32);
  await sql`
    insert into submissions (id, reference, proof_hash, idempotency_key, language, compartment_id, restricted_at, restricted_officer)
    values (${one.id}, ${`EX-${index}`}, ${bytes}, ${randomUUID()}, 'en', ${one.compartment}, ${one.isRestricted ? new Date() : null}, ${one.officer})`;
  await sql`insert into submission_versions (submission_id, version, kind, answers) values (${one.id}, 1, 'original', '{}')`;
  await sql`insert into identities (submission_id, kind, sealed) values (${one.id}, 'witness', ${bytes})`;
  await sql`insert into uploads (id, submission_id, object_key, route, size, part_size) values (${upload}, ${one.id}, ${upload}, 'direct', 1, 1)`;
  await sql`insert into files (id, submission_id, upload_id, ordinal, name, size) values (${one.file}, ${one.id}, ${upload}, 1, 'f', 1)`;
  await sql`insert into file_stages (file_id, stage) values (${one.file}, 'receive')`;
  await sql`insert into original_copies (file_id, object_key) values (${one.file}, ${`o-${upload}`})`;
  await sql`insert into scans (file_id, verdict, engine, signatures, limits, bytes_scanned) values (${one.file}, 'clean', 'e', 'official', '{}', 1)`;
  await sql`insert into metadata (file_id, tool, tool_version, arguments, raw, parsed) values (${one.file}, 't', '1', '[]', '', '{}')`;
  await sql`insert into derivatives (file_id, kind, object_key, type, parent_sha256, tool, tool_version, arguments) values (${one.file}, 'view', ${`d-${upload}`}, 'image/png', ${bytes}, 't', '1', '[]')`;
  await sql`insert into fingerprints (file_id, algorithm, value, tool_version) values (${one.file}, 'pdq', ${bytes}, '1')`;
  await sql`insert into facts (submission_id, generation, kind, evidence) values (${one.id}, 1, 'no_metadata', '{}')`;
  await sql`insert into triage_items (submission_id) values (${one.id})`;
  await sql`insert into tasks (submission_id, kind, ordinal, about) values (${one.id}, 'help', 1, '{"need":"legal"}')`;
  await sql`insert into messages (submission_id, sender, body) values (${one.id}, 'witness', 'm')`;
  await sql`insert into file_requests (submission_id, file_id, reason, asked_by) values (${one.id}, ${one.file}, 'cannot_open', ${people.lead.id})`;
  await sql`insert into decisions (submission_id, decision, reason, decided_by) values (${one.id}, 'accepted', 'x', ${people.lead.id})`;
  for (const id of one.recused) await sql`insert into recusals (account_id, submission_id) values (${id}, ${one.id})`;
  if (one.inCase) {
    await sql`insert into case_submissions (case_id, submission_id, added_by) values (${caseId}, ${one.id}, ${people.lead.id})`;
    await sql`insert into exhibits (case_id, number, file_id) values (${caseId}, ${index}, ${one.file})`;
  }
  await sql`select custody_append('submission', ${one.id}, 'witness', 'witness', 'submission.received', null, null, null)`;
}
