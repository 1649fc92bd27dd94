/** Which statement of truth a witness is asked for: worded by their part, and never with a threat of punishment for someone under 18. */
import { officeSay, ownTexts, shownText, type ShownText } from '#app/i18n/office-texts.ts';
import { languageOf, rawText, type TextKey } from '#app/i18n/texts.ts';
import type { IntakeSettings } from '#db/settings/definitions.ts';
import type { DraftContent } from './draft/content.ts';

/** `warning` is the office's own, about punishment; by default there is none. `shown` is what is recorded of both. */
export type StatementOfTruth = { statement: string; warning: string | null; shown: ShownText };

export function readStatement(
  settings: Pick<IntakeSettings, 'intake.texts' | 'textsVersion'>,
  { language, sections }: Pick<DraftContent, 'language' | 'sections'>,
): StatementOfTruth {
  const { code } = languageOf(language);
  const isMinor = sections.contact?.under18 === 'yes';
  const statement: TextKey = isMinor ? 'notice.truth.under18' : wordedBy(sections.part);
  // Not by `say`, which gives a sentence without words back as its key.
  const penal = ownTexts(settings, code)['notice.penal'] ?? rawText(code, 'notice.penal') ?? '';
  const isWarned = !isMinor && penal.trim() !== '';
  return {
    statement: officeSay(settings, code)(statement),
    warning: isWarned ? penal : null,
    shown: shownText(settings, code, isWarned ? [statement, 'notice.penal'] : [statement]),
  };
}

/** Who did not say what their part is confirms no more than holds for every part. */
function wordedBy(part: DraftContent['sections']['part']) {
  if (part === undefined) return 'check.truth.general';
  return part.role === 'represent' && part.as === 'attorney' ? 'notice.truth.attorney' : (`notice.truth.${part.role}` as const);
}
