/** What kind of conduct: as many as fit, and what fits none of them. */
import { descriptionLimit } from '#db/intake/sections.ts';
import { conductKeys } from '#db/vocabularies/conduct.ts';
import { given, one, type Question } from './question.ts';

export const conduct: Question<'conduct'> = {
  name: 'conduct',
  path: '/report/conduct',
  required: false,
  read: (form) => ({ kinds: form.choices('kinds', conductKeys), ...given({ other: form.text('other', { limit: descriptionLimit }) }) }),
  values: ({ kinds, other }) => ({ kinds, other: one(other) }),
};
