/** Which files of a case are left out of a bundle, by the table of verdicts. Being listed is never optional: what is not in is said to be not in. */
import { verdicts, type Verdict } from '../vocabularies/verdicts.ts';
import type { Exclusion } from './contents.ts';

type FileState = { restricted: boolean; verdict: Verdict; hasOriginal: boolean };

const byVerdict = {
  clean: null,
  sliced_clean: null,
  infected: 'infected',
  encrypted: 'encrypted',
  too_large: 'too_large',
  limits_exceeded: 'limits_exceeded',
  pending: 'not_scanned',
  error: 'scan_failed',
} as const satisfies Record<Verdict, Exclusion | null>;

/** Why this file is not in the bundle; null: it is. Restriction comes before everything. */
export function excludeFile(file: FileState): Exclusion | null {
  if (file.restricted) return 'restricted';
  if (!file.hasOriginal) return 'not_received';
  const rule = verdicts[file.verdict].bundle;
  // The table decides; the reason only names it. A verdict the table does not let in can never slip through a missing reason.
  if (rule === 'yes' || rule === 'labelled') return null;
  return byVerdict[file.verdict] ?? 'scan_failed';
}
