/** What the console calls things. States are words, never colours alone; nothing here says that a file or a report is true. */
import type { IdentityKind } from '#db/intake/identity.ts';
import { verdicts } from '#db/vocabularies/verdicts.ts';
import type { Verdict } from '#db/vocabularies/verdicts.ts';

export const decisionLabels = {
  accepted: 'Accept',
  needs_information: 'Need information',
  duplicate: 'Duplicate',
  out_of_scope: 'Out of scope',
  set_aside: 'Set aside',
} as const;
export type DecisionKey = keyof typeof decisionLabels;
export const decisionKeys = Object.keys(decisionLabels) as DecisionKey[]; // the object's own keys

export const decidedLabels: Record<string, string> = {
  accepted: 'Accepted',
  needs_information: 'Information needed',
  duplicate: 'Duplicate',
  out_of_scope: 'Out of scope',
  set_aside: 'Set aside',
};

export const viewLabels = { ready: 'Ready', mine: 'Mine', processing: 'In processing', triaged: 'Decided' } as const;

export const itemStateLabels = { processing: 'In processing', ready: 'Ready', triaged: 'Decided' } as const;

export const stageLabels = {
  receive: 'Copy and lock',
  scan: 'Malware scan',
  inspect: 'Metadata',
  derive: 'Viewing copies',
  fingerprint: 'Fingerprints',
} as const;
export const stageStateLabels = {
  pending: 'waiting',
  running: 'under way',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
  parked: 'stopped, needs a person',
} as const;

/** Named rules of urgency; a rule of a newer version shows by its key. */
const urgencyLabels: Record<string, string> = {
  ongoing: 'Still going on',
  injuries: 'Someone was hurt',
  injured: 'Someone was hurt',
  death: 'Someone died',
  minors: 'Someone under 18',
  minor: 'Someone under 18',
  evidence_loss: 'Evidence about to be lost',
  retaliation: 'Retaliation feared',
};
export function urgencyLabel(key: string): string {
  return urgencyLabels[key] ?? words(key);
}

/** How a verdict is marked: `good` may be looked at, `warn` with care, `bad` not here, `wait` not known yet. */
export const verdictTone: Record<Verdict, 'good' | 'warn' | 'bad' | 'wait'> = {
  clean: 'good',
  sliced_clean: 'good',
  too_large: 'warn',
  limits_exceeded: 'warn',
  encrypted: 'warn',
  infected: 'bad',
  error: 'bad',
  pending: 'wait',
};
export const verdictShort: Record<Verdict, string> = {
  clean: 'No malware found',
  sliced_clean: 'No malware found (in slices)',
  too_large: 'Too large to scan',
  limits_exceeded: 'Unpacks too far to scan',
  encrypted: 'Encrypted, not scanned',
  infected: 'Malware found',
  error: 'Scan failed',
  pending: 'Not scanned yet',
};
export function verdictLabel(verdict: Verdict): string {
  return verdicts[verdict].label;
}

export const factTone: Record<string, 'note' | 'look'> = {
  declared_hash_differs: 'look',
  ai_marker: 'look',
  c2pa_invalid: 'look',
  same_file_elsewhere: 'look',
  suspected_spam: 'look',
};

const actorLabels: Record<string, string> = {
  witness: 'Witness',
  'service:intake': 'Intake',
  'service:receive': 'Receive (machine)',
  'service:media': 'Media (machine)',
  'service:records': 'Records (machine)',
  'service:console': 'Console (machine)',
};
/** Who acted, where it was not a person with an account. */
export function actorLabel(actor: string): string {
  return actorLabels[actor] ?? actor;
}

/** The English name of a language code; the code where it is none. */
export function languageLabel(code: string): string {
  try {
    return languages.of(code) ?? code;
  } catch {
    return code; // it came with a report: anything may stand there
  }
}
const languages = new Intl.DisplayNames('en', { type: 'language' });

/** A label from a vocabulary, or the key in words: stored data may be of a newer version. */
export function labelOf(vocabulary: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(vocabulary, key) ? (vocabulary[key] ?? words(key)) : words(key);
}

export function words(key: string): string {
  const text = key.replaceAll(/[_.]+/g, ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What is sealed of a report, by kind: told without opening it. */
export const identityLabels: Record<IdentityKind, string> = {
  witness: 'the witness’s identity',
  affected: 'the affected person’s identity',
  others: 'names of other witnesses',
  links: 'links as they were given, which may tell who shared them',
};
