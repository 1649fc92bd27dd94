/**
 * What a scanner's verdict allows. The evidence host, the console and the bundle read this one table; "not scanned" is never treated as clean.
 * `original`: which right opens the original, and in what wrapping. `bundle`: `yes`, only by a named person's choice, or not at all.
 */
export const verdicts = {
  clean: { label: 'No malware found', derivatives: 'shown', original: 'original.read', wrapped: false, bundle: 'yes' },
  sliced_clean: {
    label: 'No malware found, scanned in overlapping slices because of its size',
    derivatives: 'labelled',
    original: 'original.read',
    wrapped: false,
    bundle: 'labelled',
  },
  too_large: {
    label: 'Too large to be scanned whole',
    derivatives: 'labelled',
    original: 'original.read.unsafe',
    wrapped: false,
    bundle: 'by_choice',
  },
  limits_exceeded: {
    label: 'An archive that unpacks further than the scanner goes',
    derivatives: 'labelled',
    original: 'original.read.unsafe',
    wrapped: false,
    bundle: 'by_choice',
  },
  encrypted: {
    label: 'Encrypted: the scanner could not look inside',
    derivatives: 'none',
    original: 'original.read.unsafe',
    wrapped: false,
    bundle: 'by_choice',
  },
  infected: { label: 'Malware found', derivatives: 'none', original: 'original.read.unsafe', wrapped: true, bundle: 'by_choice' },
  error: { label: 'The scan failed', derivatives: 'none', original: null, wrapped: false, bundle: 'listed' },
  pending: { label: 'Not scanned yet', derivatives: 'none', original: null, wrapped: false, bundle: 'listed' },
} as const satisfies Record<string, VerdictRule>;

type VerdictRule = {
  label: string;
  derivatives: 'shown' | 'labelled' | 'none';
  /** The right that opens the original, always with a reason; null: nobody yet. */
  original: 'original.read' | 'original.read.unsafe' | null;
  /** The original leaves only inside an AES-encrypted ZIP. */
  wrapped: boolean;
  bundle: 'yes' | 'labelled' | 'by_choice' | 'listed';
};

export type Verdict = keyof typeof verdicts;
export const verdictKeys = Object.keys(verdicts) as [Verdict, ...Verdict[]]; // the object's own keys
