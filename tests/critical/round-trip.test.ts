/**
 * The whole way of any valid report, through the real code, the real record and the real keys: page → draft → record → console → bundle. Nothing lost, nothing changed.
 * Which questions a page reads back is held page by page in `app/intake/questions/round-trip.test.ts`; which lines the console shows, in `app/answers/describe.test.ts`.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { AppLoadContext } from '@remix-run/node';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTicket } from '#app/intake/draft/cookie.ts';
import { sectionNames, type DraftFile, type SectionName, type Sections } from '#app/intake/draft/content.ts';
import { beginDraft, changeDraft, findDraft, type Draft } from '#app/intake/draft/draft.ts';
import { answersOf, handIn, identitiesOf } from '#app/intake/hand-in.ts';
import { openLoad } from '#app/intake/load/load.ts';
import { readForm } from '#app/intake/questions/form-reader.ts';
import type { Question } from '#app/intake/questions/question.ts';
import { questions } from '#app/intake/questions/questions.ts';
import { textsIn, type TextKey } from '#app/i18n/texts.ts';
import { aboutValues, readAboutFiles } from '#app/intake/upload/about-form.ts';
import { groupsOf, narrativeOf, type AnswersShown } from '#app/review/answers.server.ts';
import { readAnswers } from '#db/cases/read-material.ts';
import type { IdentityKind } from '#db/intake/identity.ts';
import { openUpload, recordUploadStarted, recordUploadStored, signUploadPart } from '#db/intake/uploads.ts';
import { readIntakeSettings } from '#db/settings/settings.ts';
import { keyFiles } from '#infra/local/environments.mjs';
import { openMetrics } from '#infra/metrics/metrics.ts';
import { loadSealingPrivateKey, openIdentity } from '#infra/vault/open.ts';
import { loadSealingPublicKey } from '#infra/vault/seal.ts';
import { arbitraryContent } from '#tests/support/arbitraries.ts';
import { around } from '#tests/support/form.ts';
import { checkInvariants, type Acknowledged } from '#tests/support/invariants.ts';
import { leavesOf, markedText, shownLines, writtenLine, type Leaf } from '#tests/support/leaves.ts';
import { wholeFiles, wholeSections } from '#tests/support/whole-report.ts';
import { putObject } from '#infra/store/objects.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { fileText, reportText, shareLinks } from '#workers/bundle/words.ts';

const say = textsIn('en');
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

/** Puts the uploads into the record and a few bytes into the store, and what is said of them through the page that asks it. */
async function addFiles(draft: Draft, files: readonly DraftFile[]): Promise<void> {
  const sql = world.sql('intake');
  for (const { upload } of files) {
    const [bytes, objectKey] = [randomBytes(16), randomUUID()];
    const [size, sha256] = [bytes.length, createHash('sha256').update(bytes).digest()];
    await openUpload(sql, draft.proof, { id: upload, objectKey, route: 'direct', size, partSize: 8 * 1024 ** 2 });
    const { versionId } = await putObject(world.store('intake'), { bucket: 'quarantine', key: objectKey, body: bytes });
    await recordUploadStarted(sql, draft.proof, upload, 'none');
    const parts = [{ n: 1, size, sha256: sha256.toString('hex') }];
    await signUploadPart(sql, draft.proof, { uploadId: upload, n: 1, size, sha256: sha256.toString('hex') });
    await recordUploadStored(sql, draft.proof, { uploadId: upload, versionId, size, parts, sha256, hashSource: 'device' });
  }
  const blank = files.map(({ upload, name, declared: { role } }) => ({ upload, name, caption: '', declared: { role } }));
  const form = new FormData();
  for (const file of files)
    for (const [field, [value = '']] of Object.entries(aboutValues({ id: file.upload, ...file })))
      form.append(field, value.replaceAll('\n', '\r\n'));
  const { said, problems } = readAboutFiles(form, blank);
  expect(problems).toEqual({});
  const asked = blank.map((file) => ({ ...file, ...said.get(file.upload) }));
  expect(asked).toEqual(files);
  await changeDraft(context, draft, (content) => ({ ...content, files: asked }));
}

/** In the record, and each in the bundle's text of its own under its own key. */
async function expectFiles(submissionId: string, files: readonly DraftFile[]): Promise<void> {
  const rows = await world.superSql<{ upload: string; name: string; caption: string; declared: object; ordinal: number }[]>`
    select upload_id as upload, name, caption, declared, ordinal from files where submission_id = ${submissionId} order by ordinal`;
  expect(rows).toEqual(files.map((file, index) => ({ ...file, ordinal: index + 1 })));
  for (const { caption, declared, ordinal } of rows) {
    const written = fileText({ exhibit: ordinal, caption, declared } as Parameters<typeof fileText>[0]);
    if (caption !== '') expect(written).toContain(`\ncaption:\n${markedText(caption)}\n`);
    for (const leaf of leavesOf(declared)) expect(written).toContain(writtenLine(leaf));
  }
}

async function fileWhole(sections: Sections, language: string, files: readonly DraftFile[] = []): Promise<void> {
  const asked = throughPages(sections);
  expect(asked).toEqual(sections);

  const ticket = await beginDraft(context, language);
  const cookie = writeTicket(ticket, true).split(';')[0] ?? '';
  const open = async () => findDraft(new Request('https://intake.example/', { headers: { cookie } }), context);
  const begun = await open();
  if (!begun) throw new Error('the draft does not open');
  await changeDraft(context, begun, (content) => ({ ...content, sections: asked }));
  const saved = await open();
  if (saved) await addFiles(saved, files);
  const draft = await open();
  expect(draft?.content.sections).toEqual(sections); // encrypted, stored, read again
  if (!draft) throw new Error('the draft is gone');

  const receipt = await handIn(context, draft);
  if (!receipt) throw new Error('something needed is missing');
  const stored = await readAnswers(world.ownerSql, draft.submissionId, 1);
  const { truth } = stored as { truth: never };
  const meant = answersOf(
    { language, sections },
    files.map((file) => ({ ...file, id: file.upload, size: 1, stored: true })),
    truth,
  );
  expect(stored).toEqual(meant);
  acknowledged.push({ reference: receipt.reference, answers: JSON.parse(JSON.stringify(meant)) as unknown }); // a field that is undefined is none

  await expectFiles(draft.submissionId, files);

  // Who they are is sealed, each kind for itself, and opens with the office's key to just what was typed.
  const privateKey = await loadSealingPrivateKey(path.join(world.installation.keys, keyFiles.sealingPrivate), 'test');
  const rows = await world.superSql<{ kind: IdentityKind; sealed: Buffer; wrapped: Buffer }[]>`
    select i.kind, i.sealed, k.wrapped from identities i join keys.data_keys k using (submission_id) where submission_id = ${draft.submissionId}`;
  const opened = await Promise.all(rows.map((row) => openIdentity(privateKey, { submissionId: draft.submissionId, ...row })));
  const byKind = (one: unknown) => (one as { kind: string }).kind;
  expect(opened.toSorted((a, b) => byKind(a).localeCompare(byKind(b)))).toEqual(
    identitiesOf(sections).toSorted((a, b) => a.kind.localeCompare(b.kind)),
  );

  // The bundle writes every answer under its own key, the console shows every one in words under the page on which it was asked, and neither shows anything else.
  expect(narrativeOf(stored)).toBe(sections.what?.narrative ?? '');
  const leaves = leavesOf(stored);
  const submission = { reference: receipt.reference, receivedAt: '', receivedLocal: '', language, answersVersion: 1 };
  const written = reportText(submission as Parameters<typeof reportText>[0], stored);
  for (const leaf of leaves) expect(written).toContain(writtenLine(leaf));
  const explained = leaves.some(({ name }) => name === 'links.links.sharer') ? shareLinks.length + 1 : 0;
  expect(written.length).toBe(
    reportText(submission as Parameters<typeof reportText>[0], {}).length + explained + leaves.map(lengthOf).reduce((a, b) => a + b),
  );
  expectShown(groupsOf(stored), leaves);
}

/** With the line break before it, which is the end of the line above. */
const lengthOf = (leaf: Leaf): number => writtenLine(leaf).length - 1;

function expectShown(groups: AnswersShown, leaves: readonly Leaf[]): void {
  const left = new Map(
    groups.map(({ title, rows }) => [title, rows.flatMap(({ value, theirs }) => (theirs ? [value] : value.split('\n')))]),
  );
  for (const leaf of leaves) {
    const [section = ''] = leaf.name.split('.');
    if (['v', 'language', 'truth'].includes(section)) continue; // the shape's version; in the head of the report; as the notice's words, in the record and the bundle
    const lines = left.get(say(`tasks.${section}` as TextKey)) ?? []; // the sections' own names
    for (const shown of shownLines(leaf)) {
      // Day and time, and the two ends of the interval, are one line together.
      const at = section === 'when' ? lines.findIndex((line) => line.includes(shown)) : lines.indexOf(shown);
      expect(at, `${leaf.path} shows “${shown}” among ${JSON.stringify(lines)}`).not.toBe(-1);
      if (section !== 'when') lines.splice(at, 1);
    }
    left.set(say(`tasks.${section}` as TextKey), lines);
  }
  const { event, none } = { event: say('label.event.none'), none: say('label.use.sharing.none') };
  const over = [...left].filter(([title]) => title !== say('tasks.when')).flatMap(([, lines]) => lines);
  expect(over.filter((line) => line !== event && line !== none)).toEqual([]);
}

test('a report with every field filled in', async () => {
  await fileWhole(wholeSections as unknown as Sections, 'ht', wholeFiles()); // readonly literals
});

test('any valid report', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryContent, async ({ sections, language, files: some }) => {
      const files = some.map((file) => ({ ...file, upload: randomUUID() })); // a report that is tried again while a failure is made smaller has uploads of its own
      const { what, when, where, use } = sections;
      fc.pre(what?.narrative !== undefined && when !== undefined && where !== undefined && use !== undefined);
      await fileWhole(sections, language, files);
    }),
    { numRuns: Number(process.env.ROUND_TRIPS ?? 25), interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true },
  );
}, 90_000);

test('and what was acknowledged is in the record as it was said', async () => {
  await checkInvariants(world, { acknowledged, lockMs: 60_000 });
});
