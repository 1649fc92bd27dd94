/** From a draft to the record, through the real door with intake's login; identities are opened again with the office's private key. */
import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { AppLoadContext } from '@remix-run/node';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answersSchema } from '#db/intake/answers.ts';
import { identitySchema, type Identity } from '#db/intake/identity.ts';
import { verifyRecord } from '#db/custody/verify-record.ts';
import { readIntakeSettings } from '#db/settings/settings.ts';
import { openMetrics } from '#infra/metrics/metrics.ts';
import { loadSealingPrivateKey, openIdentity } from '#infra/vault/open.ts';
import { loadSealingPublicKey } from '#infra/vault/seal.ts';
import { arbitraryContent, arbitrarySection } from '#tests/support/arbitraries.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import type { DraftContent, Sections } from './draft/content.ts';
import { beginDraft, changeDraft, findDraft, type Draft } from './draft/draft.ts';
import { writeTicket } from './draft/cookie.ts';
import { openLoad } from './load/load.ts';
import { answersOf, handIn, identitiesOf, missingSections } from './hand-in.ts';

let world: World;
let context: AppLoadContext;
beforeAll(async () => {
  world = await openWorld({ name: 'hand-in' });
  const sql = world.sql('intake');
  const sealingKey = await loadSealingPublicKey(path.join(world.installation.keys, 'sealing.public'));
  context = {
    sql,
    secure: false,
    intake: { settings: () => readIntakeSettings(sql), sealingKey, load: openLoad(sql, openMetrics('intake')) },
  } as unknown as AppLoadContext; // what handing in uses of it
});
afterAll(() => world.close());

const truth = { version: 'texts-1', language: 'en', sha256: 'a'.repeat(64) };
const needed = fc.sample(
  fc.record({ what: arbitrarySection.what, when: arbitrarySection.when, where: arbitrarySection.where, use: arbitrarySection.use }),
  {
    numRuns: 1,
    seed: 7,
  },
)[0] as Pick<DraftContent['sections'], 'what' | 'when' | 'where' | 'use'>;

async function draftWith(sections: Sections, files: DraftContent['files'] = []): Promise<Draft> {
  const cookie = writeTicket(await beginDraft(context, 'en'), false).split(';')[0] ?? '';
  const find = async () => (await findDraft(new Request('http://x/', { headers: { cookie } }), context)) as Draft; // just begun
  await changeDraft(context, await find(), (content) => ({ ...content, sections, files }));
  return find();
}

/** The record's side of a report, as the superuser sees it. */
async function readRecord({ submissionId }: Draft) {
  const [row] = await world.superSql<{ answers: unknown; declared: unknown; compartment: string | null }[]>`
    select v.answers, (select jsonb_agg(declared order by ordinal) from files where submission_id = s.id) as declared, c.code as compartment
    from submissions s join submission_versions v on v.submission_id = s.id left join compartments c on c.id = s.compartment_id where s.id = ${submissionId}`;
  const tasks =
    await world.superSql`select kind, ordinal, about, due_on::text as due, state from tasks where submission_id = ${submissionId} order by kind, ordinal`;
  const events = await world.superSql<{ action: string; payload: string | null; hash: string; actor: string }[]>`
    select action, payload, encode(hash, 'hex') as hash, actor from custody_events where subject_id = ${submissionId} order by seq`;
  const sealed = await world.superSql<{ kind: Identity['kind']; sealed: Buffer; wrapped: Buffer }[]>`
    select i.kind, i.sealed, k.wrapped from identities i join keys.data_keys k using (submission_id) where submission_id = ${submissionId}`;
  const key = await loadSealingPrivateKey(path.join(world.installation.keys, 'sealing.private'), 'test');
  const opened = await Promise.all(sealed.map(async (row) => identitySchema.parse(await openIdentity(key, { submissionId, ...row }))));
  return { answers: row?.answers, declared: row?.declared, compartment: row?.compartment, tasks: [...tasks], events, identities: opened };
}

test('any valid draft is stored word for word, and its identities open to exactly what was typed', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryContent, async ({ sections }) => {
      const draft = await draftWith(sections);
      const receipt = await handIn(context, draft);
      const { answers, identities, tasks } = await readRecord(draft);
      expect(answers).toEqual(answersOf(draft.content, [], answersSchema.parse(answers).truth));
      const byKind = (a: Identity, b: Identity) => a.kind.localeCompare(b.kind);
      expect(identities.toSorted(byKind)).toEqual(identitiesOf(sections).toSorted(byKind));
      expect(tasks).toHaveLength(
        (sections.losing?.leads.length ?? 0) + (sections.help?.needs.filter((need) => need !== 'none').length ?? 0),
      );
      const { receivedAt, reference, head } = receipt ?? {};
      expect(await handIn(context, draft)).toEqual({ receivedAt, reference, head, again: true });
    }),
    { numRuns: 15 },
  );
  expect((await verifyRecord(world.sql('records'))).intact).toBe(true);
});

describe('who is behind a report', () => {
  const people = [{ name: 'canary-other', reach: 'canary-shop', agreed: 'yes' as const }];
  const contact = {
    mode: 'confidential' as const,
    retaliation: 'yes' as const,
    witness: { name: 'canary-witness', way: 'text' as const, phone: '5550123456', helper: { name: 'canary-helper' } },
    affected: { name: 'canary-affected', email: 'canary@example.org' },
  };

  test('is three sealed identities, and not a word of it among the answers, the events or the tasks', async () => {
    const draft = await draftWith({ ...needed, contact, witnesses: { any: 'yes', people }, help: { needs: ['legal'] } });
    await handIn(context, draft);
    const { identities, ...open } = await readRecord(draft);
    expect(identities.map(({ kind }) => kind).toSorted()).toEqual(['affected', 'others', 'witness']);
    expect(open.answers).toMatchObject({
      contact: { mode: 'confidential', retaliation: 'yes', way: 'text', affected: true },
      witnesses: { any: 'yes', named: 1 },
    });
    expect(JSON.stringify(open)).not.toContain('canary');
    expect(JSON.stringify(open)).not.toContain('5550123456');
  });

  test('who stays anonymous is not sealed, but those whom they named are', async () => {
    const draft = await draftWith({ ...needed, contact: { mode: 'anonymous', affected: contact.affected }, witnesses: { people } });
    await handIn(context, draft);
    expect((await readRecord(draft)).identities.map(({ kind }) => kind).toSorted()).toEqual(['affected', 'others']);
  });

  test('a name beside “anonymous”, which no page saves, is sealed for nobody', () => {
    expect(identitiesOf({ contact: { mode: 'anonymous', witness: { name: 'A' } } })).toEqual([]);
  });

  test('nobody named is no identity and no key', async () => {
    const draft = await draftWith({
      ...needed,
      contact: { mode: 'anonymous', witness: { way: 'page' } },
      witnesses: { any: 'no', people: [] },
    });
    await handIn(context, draft);
    const [row] = await world.superSql<
      { keys: number }[]
    >`select count(*)::int as keys from keys.data_keys where submission_id = ${draft.submissionId}`;
    expect(row?.keys).toBe(0);
    expect((await readRecord(draft)).answers).toMatchObject({ contact: { mode: 'anonymous', way: 'page' }, witnesses: { any: 'no' } });
  });
});

describe('links', () => {
  const links = [
    { url: 'https://me:canary-pass@youtu.be/a?si=canary-youtube&t=9', platform: 'youtube' as const, seen: 'on Friday' },
    { url: 'https://x.com/a/status/1', platform: 'x' as const },
    {
      url: 'https://vm.tiktok.com/canary-tiktok/',
      platform: 'tiktok' as const,
      postedBy: 'https://www.tiktok.com/@a?_t=canary-profile',
    },
  ];

  test('are stored without what tells who shared them; as they were given they are sealed, and nowhere else', async () => {
    const losing = { leads: [{ kind: 'post' as const, where: 'https://x.com/b/status/2?s=canary-lead, on Friday' }] };
    const draft = await draftWith({ ...needed, contact: { mode: 'anonymous' }, losing, links: { links } });
    await handIn(context, draft);
    const { identities, ...open } = await readRecord(draft);
    expect(open.answers).toMatchObject({
      losing: { leads: [{ kind: 'post', where: 'https://x.com/b/status/2, on Friday' }] },
      links: {
        links: [
          { url: 'https://youtu.be/a?t=9', platform: 'youtube', seen: 'on Friday' },
          { url: 'https://x.com/a/status/1', platform: 'x' },
          { url: 'https://vm.tiktok.com/', platform: 'tiktok', sharer: true, postedBy: 'https://www.tiktok.com/@a' },
        ],
      },
    });
    const [one, , three] = links;
    expect(identities).toEqual([
      {
        v: 1,
        kind: 'links',
        links: [
          { entry: 1, url: one?.url },
          { entry: 3, url: three?.url },
        ],
      },
    ]);
    expect(JSON.stringify(open)).not.toContain('canary');
    const [elsewhere] = await world.superSql<{ found: number }[]>`
      select count(*)::int as found from (select payload::text as t from outbox union all select answers::text from submission_versions
        union all select about::text from tasks union all select coalesce(payload, '') || envelope::text from custody_events) x where t like '%canary-%'`;
    expect(elsewhere?.found).toBe(0);
  });

  test('that say nothing of who shared them are not sealed', async () => {
    const draft = await draftWith({ ...needed, links: { links: links.slice(1, 2) } });
    await handIn(context, draft);
    expect((await readRecord(draft)).identities).toEqual([]);
  });
});

test('leads and help become open tasks in one event of custody, which holds keys alone; the receipt’s head is that of the report', async () => {
  const draft = await draftWith({
    ...needed,
    losing: { leads: [{ kind: 'doorbell', where: 'canary', lostOn: '2026-01-02' }, { kind: 'post' }] },
    help: { needs: ['medical'] },
  });
  const receipt = await handIn(context, draft);
  const { tasks, events } = await readRecord(draft);
  expect(tasks).toMatchObject([
    { kind: 'help', ordinal: 1, about: { need: 'medical' }, due: null, state: 'open' },
    { kind: 'preservation', ordinal: 1, about: { lead: 'doorbell' }, due: '2026-01-02', state: 'open' },
    { kind: 'preservation', ordinal: 2, about: { lead: 'post' }, state: 'open' },
  ]);
  expect(events.map(({ action, actor }) => [action, actor])).toEqual([
    ['submission.received', 'witness'],
    ['tasks.opened', 'service:intake'],
  ]);
  expect(receipt?.head).toBe(events[0]?.hash);
  expect(events[1]?.payload).not.toContain('canary');
  expect(JSON.parse(events[1]?.payload ?? '')).toMatchObject({
    tasks: [{ about: { need: 'medical' }, dueOn: null }, { dueOn: '2026-01-02' }, {}],
  });
});

test.each([
  [[{ kind: 'help', ordinal: 1, about: { need: 'a sentence of someone' }, dueOn: null }]],
  [[{ kind: 'help', ordinal: 1, about: { need: 'legal', more: 'x' }, dueOn: null }]],
  [[{ kind: 'preservation', ordinal: 1, about: { lead: 'post' }, dueOn: null }]],
  [Array.from({ length: 21 }, (_, index) => ({ kind: 'help', ordinal: index + 1, about: { need: 'legal' }, dueOn: null }))],
])('the record refuses tasks that no form asks for: %j', async (tasks) => {
  const draft = await draftWith(needed);
  const said = {
    reference: `EX-${randomUUID().slice(0, 8).toUpperCase()}`,
    proofHash: '00'.repeat(32),
    language: 'en',
    answers: '{}',
    tasks,
  };
  const submit = context.sql`select intake_submit(${draft.proof.id}, ${Buffer.from(draft.proof.proof)}, ${JSON.stringify(said)}::text::jsonb)`;
  await expect(submit).rejects.toMatchObject({ code: '23514' });
});

describe('a statement instead of writing', () => {
  const when = async (stored: boolean) => {
    const upload = randomUUID();
    const draft = await draftWith({ ...needed, what: undefined }, [
      { upload, name: 'statement.webm', caption: '', declared: { role: 'statement', recordedBy: 'me' } },
    ]);
    const [id, proof] = [draft.proof.id, Buffer.from(draft.proof.proof)];
    await context.sql`select intake_open_upload(${id}, ${proof}, ${upload}, ${randomUUID()}, 'direct', 3, 5242880)`;
    await context.sql`select intake_upload_started(${id}, ${proof}, ${upload}, 'u')`;
    if (stored) {
      const hash = createHash('sha256').update('abc').digest();
      await context.sql`select intake_upload_stored(${id}, ${proof}, ${upload}, 'v', 3, '[]', ${hash}, 'device')`;
    }
    return draft;
  };
  test('is enough once it is stored; the answers say so and the file keeps what was said of it', async () => {
    const draft = await when(true);
    expect(await handIn(context, draft)).not.toBeNull();
    const { answers, declared } = await readRecord(draft);
    expect(answers).toMatchObject({ what: { statement: true } });
    expect(declared).toEqual([{ role: 'statement', recordedBy: 'me' }]);
  });
  test('does not count while it is on its way', async () => {
    expect(await handIn(context, await when(false))).toBeNull();
  });
});

test('what is missing is named, and nothing is handed in', async () => {
  expect(missingSections({}, [])).toEqual(['what', 'when', 'where', 'use']);
  expect(missingSections({ ...needed, what: { language: 'ht' } }, [])).toEqual(['what']);
  expect(answersOf({ language: 'en', sections: { ...needed, where: undefined } }, [], truth)).toBeNull();
  expect(await handIn(context, await draftWith({ what: needed.what }))).toBeNull();
});

test('other police that were there put a report in the compartment as those who acted do', async () => {
  const watched = await draftWith({ ...needed, police: { agencies: ['local_police'] } });
  await handIn(context, watched);
  expect((await readRecord(watched)).compartment).toBe('local');
  const federal = await draftWith({
    ...needed,
    police: { agencies: ['fbi'] },
    who: { people: [{ agencies: ['ice_hsi'], identification: [] }] },
  });
  await handIn(context, federal);
  expect((await readRecord(federal)).compartment).toBeNull();
});
