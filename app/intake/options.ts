/** The options of a field, in the page's language. */
import { hints, sayHint, sayTerm, type VocabularyName } from '#app/i18n/terms.ts';
import type { Say } from '#app/i18n/texts.ts';
import type { Option } from '#app/ui/form.tsx';
import { yesNoUnknown } from '#db/intake/sections.ts';

/** The keys of a vocabulary, each with its plain sentence where there is one. */
export function termOptions(say: Say, vocabulary: VocabularyName, keys: readonly string[]): Option[] {
  return keys.map((value) => {
    const hint = isHinted(vocabulary) ? sayHint(say, vocabulary, value) : undefined;
    return { value, label: sayTerm(say, vocabulary, value), ...(hint === undefined ? {} : { hint }) };
  });
}

export function answerOptions(say: Say): Option[] {
  return yesNoUnknown.map((value) => ({ value, label: say(`answer.${value}`) }));
}

function isHinted(vocabulary: VocabularyName): vocabulary is keyof typeof hints {
  return Object.hasOwn(hints, vocabulary);
}
