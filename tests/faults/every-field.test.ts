/**
 * Garbage in every field of every page, from a witness who reads Arabic: the page comes back with the one sentence in Arabic at the very field, and with what was typed.
 * What each field takes and refuses is in the readers' own table (`app/intake/questions/every-field.test.ts`); here that the page says it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sectionNames, type SectionName } from '#app/intake/draft/content.ts';
import type { Problem } from '#app/intake/questions/form-reader.ts';
import type { Question } from '#app/intake/questions/question.ts';
import { questions } from '#app/intake/questions/questions.ts';
import { textsIn } from '#app/i18n/texts.ts';
import { attemptsOn, everyField, type Field } from '#tests/support/every-field.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { wholeSections } from '#tests/support/whole-report.ts';
import { Witness, type Answer } from '#tests/support/witness.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
let intake: RunningProcess;
let witness: Witness;
const say = textsIn('ar');

beforeAll(async () => {
  world = await openWorld({ name: 'every-field' });
  intake = await startProcess(world, 'intake');
  witness = new Witness(world.installation.origins.intake);
  const begun = await witness.send('/report', { method: 'POST', body: new URLSearchParams(), headers: { 'accept-language': 'ar' } });
  if (begun.status !== 303) throw new Error(`a report could not be started: ${begun.status}`);
});
afterAll(async () => {
  await intake.stop();
  await world.close();
});

/** What the page says at its fields: name → sentence. */
function saidAt({ text }: Answer): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/<p class="error" id="([^"]+)-error">([^<]*)<\/p>/g)].map(([, name = '', sentence = '']) => [name, plain(sentence)]),
  );
}

/** What stands in a field that can be typed into; undefined where there is none. */
function standsIn({ text }: Answer, name: string): string | undefined {
  const [, area] = new RegExp(`<textarea[^>]* name="${name}"[^>]*>([^<]*)</textarea>`).exec(text) ?? [];
  if (area !== undefined) return plain(area);
  const [input] = new RegExp(`<input[^>]* name="${name}"[^>]*>`).exec(text) ?? [];
  if (input === undefined || /type="(radio|checkbox|hidden)"/.test(input)) return undefined;
  return plain(/ value="([^"]*)"/.exec(input)?.[1] ?? '');
}

function plain(html: string): string {
  return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&');
}

/** One attempt of each kind that this field refuses. */
function refusals(field: Field): { value: string; problem: Problem }[] {
  const kinds = new Map<string, { value: string; problem: Problem }>();
  for (const { what, value, problem } of attemptsOn(field))
    if (value !== null && problem !== null && !kinds.has(what + problem.key)) kinds.set(what + problem.key, { value, problem });
  return [...kinds.values()];
}

describe.each(sectionNames)('the page %s', (name) => {
  const question = questions[name] as unknown as Question<SectionName>; // the table is keyed by the very name
  // The words of the notice are the page's own, not those of the whole report.
  const whole = Object.entries(question.values(wholeSections[name] as never)).filter(([field]) => !/\.[1-9]|^shown$/.test(field)); // readonly literals

  test.each(Object.entries(everyField[name]))('%s', async (field, kind) => {
    for (const { value, problem } of refusals(kind)) {
      const body = new URLSearchParams({ [field]: value });
      for (const [other, texts] of whole) if (other !== field) for (const text of texts) body.append(other, text);
      const answer = await witness.send(question.path, { method: 'POST', body });
      const about = JSON.stringify(value.slice(0, 60));
      expect(answer.status, about).toBe(422);
      expect(saidAt(answer), about).toEqual({ [kind.on ?? field]: say(problem.key, problem.values) });
      const stands = standsIn(answer, field);
      if (kind.kind === 'text') expect(stands, about).toBe(value.replaceAll('\0', ''));
      else if (stands !== undefined) expect(stands, about).toBe(value.replaceAll('\0', ''));
    }
  });
});

test('the pages are in Arabic', async () => {
  expect((await witness.get('/report')).text).toContain('<html lang="ar" dir="rtl"');
});

test('what is said of a file, and the language of a statement', async () => {
  await witness.postFiles([{ name: 'a.txt', bytes: Buffer.from('bytes') }]);
  const [, upload = ''] = /name="caption\.([0-9a-f-]{36})"/.exec((await witness.get('/report/files')).text) ?? [];
  const fields = {
    caption: { kind: 'text', limit: 500 },
    made: { kind: 'text', limit: 200 },
    device: { kind: 'text', limit: 200 },
    recordedBy: { kind: 'choice', wrong: 'error.notOffered' },
    edited: { kind: 'choice', wrong: 'error.notOffered' },
    chatApp: { kind: 'choice', wrong: 'error.notOffered' },
  } as const satisfies Record<string, Field>;
  for (const [name, kind] of Object.entries(fields)) {
    const field = `${name}.${upload}`;
    for (const { value, problem } of refusals(kind)) {
      const answer = await witness.post('/report/files', { [field]: value });
      const about = `${name} ${JSON.stringify(value.slice(0, 60))}`;
      expect(answer.status, about).toBe(422);
      expect(saidAt(answer), about).toEqual({ [field]: say(problem.key, problem.values) });
      if (kind.kind === 'text') expect(standsIn(answer, field), about).toBe(value.replaceAll('\0', ''));
    }
  }
  for (const { value, problem } of refusals({ kind: 'choice', wrong: 'error.notOffered' })) {
    const answer = await witness.post('/report/statement', { language: value });
    expect(answer.status).toBe(422);
    expect(saidAt(answer)).toEqual({ language: say(problem.key) });
  }
});
