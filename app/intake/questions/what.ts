/** What happened, in the witness's own words. A statement among the files tells it as well: then nothing needs to be written. */
import { narrativeLimit } from '#db/intake/sections.ts';
import { spokenKeys } from '#db/vocabularies/spoken.ts';
import { given, one, type Question } from './question.ts';

export const what: Question<'what'> = {
  name: 'what',
  path: '/report/what',
  required: true,
  read(form, { hasStatement }) {
    const narrative = form.text('narrative', {
      limit: narrativeLimit,
      ...(hasStatement ? {} : { required: 'what.narrative.required' as const }),
    });
    const language = form.choice('language', spokenKeys);
    return narrative === undefined && !hasStatement ? undefined : given({ narrative, language });
  },
  values: ({ narrative, language }) => ({ narrative: one(narrative), language: one(language) }),
};
