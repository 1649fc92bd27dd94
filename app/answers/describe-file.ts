/** What a witness said of one file, read back in words: how it came to be, as the page of files asked it. */
import { sayTerm } from '#app/i18n/terms.ts';
import type { Say } from '#app/i18n/texts.ts';
import type { FileDeclared } from '#db/intake/sections.ts';
import type { AnswerRow } from './describe.ts';

/** No row for what was not answered. */
export function describeFile(say: Say, { recordedBy, made, device, edited, chatApp }: FileDeclared): AnswerRow[] {
  return [
    ...(recordedBy ? [{ label: say('label.file.recordedBy'), value: sayTerm(say, 'recorder', recordedBy) }] : []),
    ...(made ? [{ label: say('label.file.made'), value: made, theirs: true as const }] : []),
    ...(device ? [{ label: say('label.file.device'), value: device, theirs: true as const }] : []),
    ...(edited ? [{ label: say('label.file.edited'), value: say(`answer.${edited}`) }] : []),
    ...(chatApp ? [{ label: say('label.file.chatApp'), value: say(`answer.${chatApp}`) }] : []),
  ];
}
