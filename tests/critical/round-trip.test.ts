/**
 * The whole way of any valid report, through the real code, the real record and the real keys: page → draft → record → console → bundle. Nothing lost, nothing changed.
 * Which questions a page reads back is held page by page in `app/intake/questions/round-trip.test.ts`; which lines the console shows, in `app/answers/describe.test.ts`.
 */
import path from 'node:path';
import type { AppLoadContext } from '@remix-run/node';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTicket } from '#app/intake/draft/cookie.ts';
import { sectionNames, type SectionName, type Sections } from '#app/intake/draft/content.ts';
import { beginDraft, changeDraft, findDraft } from '#app/intake/draft/draft.ts';
import { answersOf, handIn, identitiesOf } from '#app/intake/hand-in.ts';
import { openLoad } from '#app/intake/load/load.ts';
import { readForm } from '#app/intake/questions/form-reader.ts';
import type { Question } from '#app/intake/questions/question.ts';
import { questions } from '#app/intake/questions/questions.ts';
import { groupsOf, narrativeOf } from '#app/review/answers.server.ts';
import { readAnswers } from '#db/cases/read-material.ts';
import { readIntakeSettings } from '#db/settings/settings.ts';
import { keyFiles } from '#infra/local/environments.mjs';
import { openMetrics } from '#infra/metrics/metrics.ts';
import { loadSealingPrivateKey, openIdentity } from '#infra/vault/open.ts';
import { loadSealingPublicKey } from '#infra/vault/seal.ts';
import { arbitraryContent } from '#tests/support/arbitraries.ts';
import { around } from '#tests/support/form.ts';
import { checkInvariants, type Acknowledged } from '#tests/support/invariants.ts';
import { textsOf, wholeSections } from '#tests/support/whole-report.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { reportText } from '#workers/bundle/words.ts';

let world: World;
let context: AppLoadContext;
const acknowledged: Acknowledged[] = [];

beforeAll(async () => {
  world = await openWorld({ name: 'round-trip' });
  const sql = world.sql('intake');
  const sealingKey = await loadSealingPublicKey(path.join(world.installation.keys, keyFiles.sealingPublic));
  // What intake's own surface puts there, without its server.
  context = {
    sql,
    secure: true,
    intake: { settings: () => readIntakeSettings(sql), sealingKey, load: openLoad(sql, openMetrics('intake')) },
  } as unknown as AppLoadContext;
});
afterAll(() => world.close());

/** As a browser sends what the page shows: names, values, line ends. */
function throughPages(sections: Sections): Sections {
  const read: Record<string, unknown> = {};
  for (const name of sectionNames) {
    const section = sections[name];
    if (section === undefined) continue;
    const question = questions[name] as unknown as Question<SectionName>; // the table is keyed by the very name
    const data = new FormData();
    for (const [field, texts] of Object.entries(question.values(section as never)))
      for (const text of texts) data.append(field, text.replaceAll('\n', '\r\n'));
    const form = readForm(data);
    const { use, event } = sections;
    const beside = { ...around, ...(use ? { noticeShown: use.notice } : {}), incidents: event?.incident ? [event.incident] : [] };
    read[name] = question.read(form, beside);
    expect(form.problems, name).toEqual({});
  }
  return read as Sections;
}

async function fileWhole(sections: Sections, language: string): Promise<void> {
  const asked = throughPages(sections);
  expect(asked).toEqual(sections);

  const ticket = await beginDraft(context, language);
  const cookie = writeTicket(ticket, true).split(';')[0] ?? '';
  const open = async () => findDraft(new Request('https://intake.example/', { headers: { cookie } }), context);
  const begun = await open();
  if (!begun) throw new Error('the draft does not open');
  await changeDraft(context, begun, (content) => ({ ...content, sections: asked }));
  const draft = await open();
  expect(draft?.content.sections).toEqual(sections); // encrypted, stored, read again
  if (!draft) throw new Error('the draft is gone');

  const receipt = await handIn(context, draft);
  if (!receipt) throw new Error('something needed is missing');
  const stored = await readAnswers(world.ownerSql, draft.submissionId, 1);
  const { truth } = stored as { truth: never };
  const meant = answersOf({ language, sections }, [], truth);
  expect(stored).toEqual(meant);
  acknowledged.push({ reference: receipt.reference, answers: JSON.parse(JSON.stringify(meant)) as unknown }); // a field that is undefined is none

  // Who they are is sealed, each kind for itself, and opens with the office's key to just what was typed.
  const privateKey = await loadSealingPrivateKey(path.join(world.installation.keys, keyFiles.sealingPrivate), 'test');
  const rows = await world.superSql<{ kind: 'witness' | 'affected' | 'others'; sealed: Buffer; wrapped: Buffer }[]>`
    select i.kind, i.sealed, k.wrapped from identities i join keys.data_keys k using (submission_id) where submission_id = ${draft.submissionId}`;
  const opened = await Promise.all(rows.map((row) => openIdentity(privateKey, { submissionId: draft.submissionId, ...row })));
  const byKind = (one: unknown) => (one as { kind: string }).kind;
  expect(opened.toSorted((a, b) => byKind(a).localeCompare(byKind(b)))).toEqual(
    identitiesOf(sections).toSorted((a, b) => a.kind.localeCompare(b.kind)),
  );

  // The console shows every free text; the bundle writes every value under its own key.
  expect(narrativeOf(stored)).toBe(sections.what?.narrative ?? '');
  const shown = groupsOf(stored).flatMap(({ rows: lines }) => lines.map(({ value }) => value));
  const { what: _what, use: _use, when: _when, event: _event, ...free } = meant ?? {};
  for (const text of freeTexts(free)) expect(shown).toContain(text);
  const submission = { reference: receipt.reference, receivedAt: '', receivedLocal: '', language, answersVersion: 1 };
  const written = reportText(submission as Parameters<typeof reportText>[0], stored);
  for (const text of textsOf(stored)) expect(written).toContain(text);
}

/** What a person typed, not what they chose: of all strings those that are under a field of free text. */
function freeTexts(value: unknown, name = ''): string[] {
  const free =
    /^(other|place|cross|city|name|badge|description|plate|state|make|colour|markings|unit|takenTo|did|outcome|where|postedBy|about|url)$/;
  if (typeof value === 'string') return free.test(name) && value.trim() !== '' ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => freeTexts(each, Array.isArray(value) ? name : key));
}

test('a report with every field filled in', async () => {
  await fileWhole(wholeSections as unknown as Sections, 'ht'); // readonly literals
});

test('any valid report', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryContent, async ({ sections, language }) => {
      const { what, when, where, use } = sections;
      fc.pre(what?.narrative !== undefined && when !== undefined && where !== undefined && use !== undefined);
      await fileWhole(sections, language);
    }),
    { numRuns: Number(process.env.ROUND_TRIPS ?? 25), interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true },
  );
}, 90_000);

test('and what was acknowledged is in the record as it was said', async () => {
  await checkInvariants(world, { acknowledged, lockMs: 60_000 });
});
