/** Urgency by named rules over the witness's own answers, each shown by its name. Severity is for people to set. Pure. */

export const urgencyKeys = ['ongoing', 'injuries', 'minors', 'evidence_loss', 'retaliation'] as const;
export type UrgencyReason = (typeof urgencyKeys)[number];

/**
 * Which rules hold. The answers' shape grows with the form, and old reports keep theirs: what is missing or of another shape holds no rule, and never fails
 * the assessment.
 */
export function findUrgency(answers: unknown): UrgencyReason[] {
  const rules: Record<UrgencyReason, boolean> = {
    ongoing: at(answers, 'when', 'ongoing') === 'yes' || at(answers, 'when', 'ongoing') === true,
    injuries: isInjury(at(answers, 'whom', 'injuries')),
    minors: at(answers, 'whom', 'minors') === 'yes' || at(answers, 'whom', 'minors') === true,
    evidence_loss: isList(at(answers, 'losing', 'leads')),
    retaliation: at(answers, 'contact', 'retaliation') === 'yes',
  };
  return urgencyKeys.filter((key) => rules[key]);
}

/** Treated, hospital, death, and any injury a later form may name; not "none", "minor" or "unknown". */
function isInjury(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !['none', 'minor', 'unknown'].includes(value);
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function at(value: unknown, ...path: string[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string, unknown>)[key]; // an object, as was just seen
  }
  return here;
}
