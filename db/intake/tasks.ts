/** What a report asks the office to do, as tasks with a due date: keys of the form and never a witness's word. Pure. */
import type { HelpKind, LeadKind } from '../vocabularies/report-answers.ts';
import type { Answers } from './answers.ts';

export type NewTask =
  | { kind: 'preservation'; ordinal: number; about: { lead: LeadKind }; /** `YYYY-MM-DD` */ dueOn: string }
  | { kind: 'help'; ordinal: number; about: { need: Exclude<HelpKind, 'none'> }; dueOn: null };

/**
 * One task a lead, due when the witness says that it may be lost or the office's number of days after the report came in, whichever is earlier; one a need.
 * `today` is the day at the office. `ordinal` is the entry's place on the form, so that a task finds the words it is about.
 */
export function findTasks(
  { losing, help }: Pick<Answers, 'losing' | 'help'>,
  { today, preservationDays }: { today: string; preservationDays: Readonly<Record<LeadKind, number>> },
): NewTask[] {
  const kept = (losing?.leads ?? []).map(({ kind, lostOn }, index): NewTask => {
    const usual = addDays(today, preservationDays[kind]);
    return {
      kind: 'preservation',
      ordinal: index + 1,
      about: { lead: kind },
      dueOn: lostOn !== undefined && lostOn < usual ? lostOn : usual,
    };
  });
  const needs = (help?.needs ?? []).filter((need) => need !== 'none');
  return [...kept, ...needs.map((need, index): NewTask => ({ kind: 'help', ordinal: index + 1, about: { need }, dueOn: null }))];
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
