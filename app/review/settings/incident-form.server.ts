/** From the form of an incident to the incident, with a sentence for whatever is wrong. */
import { languageCodes } from '#app/i18n/languages.ts';
import { countyKeys } from '#db/intake/places.ts';
import { incidentCode, incidentLimit, incidentTitleLimit, type Incident } from '#db/settings/intake-schemas.ts';
import { countyName, languageName } from './describe.server.ts';
import { textOf, textProblem, tooLong } from './read-form.server.ts';

const longestPlace = 200;

/** `code`: of an incident that exists, whose code is on paper and in reports already; null for a new one. */
export function readIncident(
  sent: FormData,
  { code, others, today }: { code: string | null; others: readonly Incident[]; today: Date },
): { incident: Incident; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const incident: Incident = {
    code: code ?? textOf(sent, 'code').toUpperCase(),
    title: { en: textOf(sent, 'title.en') },
    date: textOf(sent, 'date'),
    place: textOf(sent, 'place'),
    county: textOf(sent, 'county'),
    open: textOf(sent, 'state') !== 'closed',
  };
  const note = (name: string, problem: string | undefined) => {
    if (problem) errors[name] = problem;
  };
  if (code === null) note('code', codeProblem(incident.code, others));
  note('title.en', incident.title.en === '' ? 'Write the name in English.' : lineProblem(incident.title.en, incidentTitleLimit));
  note('date', dayProblem(incident.date, today));
  note('place', incident.place === '' ? 'Write where it happened.' : lineProblem(incident.place, longestPlace));
  note('county', countyKeys.includes(incident.county) ? undefined : 'Choose the county or borough.');
  for (const language of languageCodes) {
    const text = language === 'en' ? '' : textOf(sent, `title.${language}`);
    if (text === '') continue;
    incident.title[language] = text;
    note(`title.${language}`, lineProblem(text, incidentTitleLimit));
  }
  return { incident, errors };
}

export function incidentValues(incident: Incident): Record<string, string[]> {
  return {
    code: [incident.code],
    date: [incident.date],
    place: [incident.place],
    county: [incident.county],
    state: [incident.open ? 'open' : 'closed'],
    ...Object.fromEntries(Object.entries(incident.title).map(([language, text]) => [`title.${language}`, [text]])),
  };
}

/** What the form's lists offer. */
export function incidentOptions() {
  return {
    counties: [{ value: '', label: 'Choose…' }, ...countyKeys.map((value) => ({ value, label: countyName(value) }))],
    languages: languageCodes.filter((code) => code !== 'en').map((code) => ({ code, label: languageName(code) })),
  };
}

/** With this incident in the place of the one that has its code, or first: the newest stands at the top of the form's list. */
export function withIncident(all: readonly Incident[], incident: Incident): Incident[] {
  return all.some(({ code }) => code === incident.code)
    ? all.map((one) => (one.code === incident.code ? incident : one))
    : [incident, ...all];
}

function codeProblem(code: string, others: readonly Incident[]): string | undefined {
  if (code === '') return 'Write a code.';
  if (code === 'NEW') return 'NEW is the address of this page. Choose another code.';
  if (!incidentCode.safeParse(code).success)
    return 'A code has 2 to 31 letters A to Z, digits or hyphens, and begins with a letter or a digit. For example BUS-STOP-12.';
  if (others.some((one) => one.code === code)) return `There is an incident with the code ${code} already. Choose another code.`;
  if (others.length >= incidentLimit)
    return `There are ${incidentLimit} incidents, which is the most. Take a closed one off the list first.`;
  return undefined;
}

function lineProblem(text: string, most: number): string | undefined {
  return text.includes('\n') ? 'Write it in one line.' : (tooLong(text, most) ?? textProblem(text));
}

function dayProblem(day: string, today: Date): string | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : new Date(Number.NaN);
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day) return 'Give the day, for example 2026-01-31.';
  const year = at.getUTCFullYear();
  return year < 1990 || year > today.getUTCFullYear() + 1 ? 'The year cannot be right.' : undefined;
}
