import { descriptionLimit, yesNoUnknown } from '#db/intake/sections.ts';
import { agencyKeys } from '#db/vocabularies/agencies.ts';
import { given, one, type Question } from './question.ts';

/** Police and agencies that were there without being the ones who acted. */
export const police: Question<'police'> = {
  name: 'police',
  path: '/report/police',
  required: false,
  read: (form) => ({
    agencies: form.choices('agencies', agencyKeys),
    ...given({ present: form.choice('present', yesNoUnknown), did: form.text('did', { limit: descriptionLimit }) }),
  }),
  values: ({ present, agencies, did }) => ({ present: one(present), agencies, did: one(did) }),
};
