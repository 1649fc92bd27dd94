/** What each of the office's sentences is for, for the administrator who reads or replaces it. */
import { helpKinds, parts } from '#db/vocabularies/report-answers.ts';

const statuses: Readonly<Record<string, string>> = {
  received: 'Received',
  processing: 'In processing',
  ready: 'Waiting for a person',
  triaged: 'Read',
  closed: 'Closed',
  accepted: 'Accepted',
  needs_information: 'Information needed',
  duplicate: 'Duplicate',
  out_of_scope: 'Out of scope',
  set_aside: 'Set aside',
  response: 'Time until a report is read',
};

type WordGroup = { start: string; title: string; explain: string; names?: Readonly<Record<string, string>> };

const groups: readonly WordGroup[] = [
  {
    start: 'notice.start.',
    title: 'First page',
    explain: 'What the form is, and what it is not.',
    names: { 1: 'What it is for', 2: 'Not 911', 3: 'No lawsuit, no advice, no promise', 4: 'Who reads it' },
  },
  {
    start: 'notice.safety.',
    title: 'Staying safe',
    explain: 'On the first page.',
    names: { 1: 'Keep away', 2: 'Keep the original', 3: 'Do not post it first', 4: 'Your phone or computer' },
  },
  { start: 'notice.advice', title: 'Before telling what happened', explain: 'Stands above the field for the account.' },
  {
    start: 'notice.use.',
    title: 'Notice of use',
    explain:
      'What the office does with a report, what a court can ask for, who can open a name, immigration agencies, what cannot be undone.',
    names: {
      1: 'What the office does with a report',
      2: 'What a court can ask for',
      3: 'Who can open a name',
      4: 'Immigration agencies',
      5: 'Taking back a choice',
      6: 'What cannot be undone',
    },
  },
  {
    start: 'notice.truth.',
    title: 'Statement of truth',
    explain: 'The one that fits “your part” is ticked before handing in.',
    names: { ...parts, attorney: 'I represent someone, as their attorney', under18: 'Someone under 18' },
  },
  {
    start: 'notice.penal',
    title: 'Warning about false statements',
    explain: 'Empty by default. Where it has words they stand beside the statement of truth, never for someone under 18.',
  },
  { start: 'notice.referral', title: 'Where to find a lawyer', explain: 'On the first page. Name the organizations near you.' },
  { start: 'notice.help.', title: 'Help', explain: 'Shown at once to who asks for it. Name real places and numbers.', names: helpKinds },
  { start: 'status.', title: 'How a report stands', explain: 'On the follow-up page.', names: statuses },
];

export type OfficeWord = { key: string; title: string; explain: string; name: string };

/** A key that a newer or older version of the software knows is shown by itself. */
export function officeWord(key: string): OfficeWord {
  const group = groups.find(({ start }) => key.startsWith(start));
  if (!group) return { key, title: 'Other', explain: '', name: key };
  const rest = key.slice(group.start.length);
  const name = group.names && Object.hasOwn(group.names, rest) ? (group.names[rest] ?? rest) : rest;
  return { key, title: group.title, explain: group.explain, name: name === '' ? group.title : name };
}

/** In the order in which a witness meets them. */
export function sortWords(keys: readonly string[]): string[] {
  const place = (key: string) => {
    const found = groups.findIndex(({ start }) => key.startsWith(start));
    return found < 0 ? groups.length : found;
  };
  return keys.toSorted((a, b) => place(a) - place(b));
}
