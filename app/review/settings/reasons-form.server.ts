/** Reasons that reviewers choose from, as a form: what stands, each to be reworded or emptied, and empty lines for new ones. */
import type { SettingValue } from '#db/settings/definitions.ts';
import { decisionKeys, decisionLabels } from '../labels.ts';
import { textOf, textProblem, tooLong } from './read-form.server.ts';

type Reasons = SettingValue<'review.reasons'>;
export const newLines = 3;
export const mostReasons = 30;
const longest = 200;

export type ReasonLine = { name: string; key: string | null };

/** The form's lines for each decision; a new reason has no key yet. */
export function reasonLines(reasons: Reasons): { decision: keyof Reasons; label: string; lines: ReasonLine[] }[] {
  return decisionKeys.map((decision) => ({
    decision,
    label: decisionLabels[decision],
    lines: [
      ...reasons[decision].map(({ key }) => ({ name: `${decision}.${key}`, key })),
      ...Array.from({ length: newLines }, (_, n) => ({ name: `${decision}.new.${n}`, key: null })),
    ],
  }));
}

export function reasonValues(reasons: Reasons): Record<string, string[]> {
  return Object.fromEntries(
    decisionKeys.flatMap((decision) => reasons[decision].map(({ key, label }) => [`${decision}.${key}`, [label]] as const)),
  );
}

/** Keys are stored with decisions: a reworded reason keeps its own, an emptied one is no longer offered, a new one gets one from its words. */
export function readReasons(sent: FormData, current: Reasons): { reasons: Reasons; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const reasons = { ...current };
  for (const { decision, label, lines } of reasonLines(current)) {
    const kept: { key: string; label: string }[] = [];
    for (const line of lines) {
      const text = textOf(sent, line.name);
      if (text === '') continue;
      const problem = text.includes('\n') ? 'Write it in one line.' : (tooLong(text, longest) ?? textProblem(text));
      if (problem) errors[line.name] = problem;
      if (kept.some((one) => one.label.toLowerCase() === text.toLowerCase())) errors[line.name] = 'This reason stands in the list twice.';
      kept.push({ key: line.key ?? newKey(text, [...current[decision], ...kept]), label: text });
    }
    const first = lines[0]?.name ?? decision;
    if (kept.length === 0) errors[first] = `“${label}” needs at least one reason.`;
    if (kept.length > mostReasons) errors[first] = `“${label}” has ${kept.length} reasons; ${mostReasons} are the most.`;
    reasons[decision] = kept;
  }
  return { reasons, errors };
}

function newKey(text: string, taken: readonly { key: string }[]): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 30)
    .replace(/_+$/, '');
  const base = words.length < 2 ? 'reason' : words;
  for (let n = 1; ; n += 1) {
    const key = n === 1 ? base : `${base}_${n}`;
    if (!taken.some((one) => one.key === key)) return key;
  }
}
