/**
 * Reading stored answers for the page, in the words that the witness sees in English. A report of an older or newer version of the form must never be
 * unreadable: whatever does not fit today's shape is shown by its keys, as text.
 */
import { describeAnswers, describeCounty, type AnswerGroup, type AnswerRow, type IncidentTitles } from '#app/answers/describe.ts';
import { textsIn } from '#app/i18n/texts.ts';
import { describeFile } from '#app/answers/describe-file.ts';
import { answersSchema } from '#db/intake/answers.ts';
import { fileDeclaredSchema } from '#db/intake/sections.ts';
import { agencies } from '#db/vocabularies/agencies.ts';
import { conduct } from '#db/vocabularies/conduct.ts';
import { labelOf, words } from './labels.ts';

export type AnswersShown = { title: string; rows: AnswerRow[] }[];

const english = textsIn('en');

/** What the queue shows of a report in few words, from structured answers alone: kinds of conduct, agencies, place and time. */
export function summarise(answers: unknown): { conduct: string[]; agencies: string[]; where: string; when: string } {
  const when = field(answers, 'when');
  const county = field(field(answers, 'where'), 'county');
  const people = field(field(answers, 'who'), 'people');
  const named = (Array.isArray(people) ? people : []).flatMap((person) => keysIn(field(person, 'agencies')));
  return {
    conduct: keysIn(field(field(answers, 'conduct'), 'kinds')).map((key) => labelOf(conduct, key)),
    // Without "I don't know", which says nothing beside an agency and is said better by its absence alone.
    agencies: [...new Set(named)].filter((key) => key !== 'unknown').map((key) => labelOf(agencies, key)),
    where: typeof county === 'string' ? describeCounty(english, county) : '',
    when: [field(when, 'about') === true ? 'about' : '', field(when, 'date'), field(when, 'time')]
      .filter((part) => typeof part === 'string' && part !== '')
      .join(' '),
  };
}

/** The witness's own account, or an empty text. */
export function narrativeOf(answers: unknown): string {
  const narrative = field(field(answers, 'what'), 'narrative');
  return typeof narrative === 'string' ? narrative : '';
}

/** All answers but the narrative, a group a page of the form. */
export function groupsOf(answers: unknown, incidents: IncidentTitles = {}): AnswersShown {
  const known = answersSchema.safeParse(answers);
  if (!known.success) return asTheyAre(answers);
  const groups = describeAnswers(english, 'en', { ...known.data, what: { ...known.data.what, narrative: undefined } }, incidents);
  return groups.map((group) => withInterval(group, known.data.when)).filter(({ rows }) => rows.length > 0);
}

/** For staff, what "about the 3rd, in the evening" was taken to mean where reports are compared by time. */
function withInterval(
  { section, title, rows }: AnswerGroup,
  { interval, precision }: { interval: { from: string; to: string }; precision: string },
) {
  const more = { label: 'As an interval (UTC)', value: `${interval.from} to ${interval.to}, known by: ${words(precision)}` };
  return { title, rows: section === 'when' ? [...rows, more] : rows };
}

/** What the witness said about one file. */
export function describeDeclared(declared: unknown): AnswerRow[] {
  const known = fileDeclaredSchema.safeParse(declared);
  if (!known.success) return flatten(declared, '');
  const statement = { label: 'What it is', value: 'The witness’s own account, instead of writing' };
  return [...(known.data.role === 'statement' ? [statement] : []), ...describeFile(english, known.data)];
}

function asTheyAre(answers: unknown): AnswersShown {
  if (typeof answers !== 'object' || answers === null) return [];
  return Object.entries(answers).flatMap(([section, value]) => {
    if (section === 'v' || section === 'language') return [];
    const rows = flatten(value, '').filter(({ label }) => !(section === 'what' && label === words('narrative')));
    return rows.length === 0 ? [] : [{ title: words(section), rows }];
  });
}

function flatten(value: unknown, name: string): AnswerRow[] {
  if (Array.isArray(value))
    return value.flatMap((each, index) => flatten(each, value.length > 1 && isGroup(each) ? `${name} ${index + 1}` : name));
  if (isGroup(value)) return Object.entries(value).flatMap(([key, each]) => flatten(each, name === '' ? key : `${name} ${key}`));
  if (value === null || value === undefined) return [];
  return [{ label: words(name), value: String(value as string | number | boolean), theirs: true }]; // nothing else is left of JSON
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keysIn(keys: unknown): string[] {
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [];
}

function field(value: unknown, name: string): unknown {
  return isGroup(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
