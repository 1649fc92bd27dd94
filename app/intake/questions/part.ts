/** How the witness knows what they report, and for whom they speak. */
import { yesNoUnknown } from '#db/intake/sections.ts';
import { partKeys, representativeKeys } from '#db/vocabularies/report-answers.ts';
import { given, one, type Question } from './question.ts';

export const part: Question<'part'> = {
  name: 'part',
  path: '/report/part',
  required: false,
  read(form) {
    const role = form.choice('role', partKeys, { required: 'part.role.required' });
    const present = form.choice('present', yesNoUnknown);
    const as = form.choice('as', representativeKeys);
    const agreed = form.choice('agreed', yesNoUnknown);
    const privileged = form.choice('privileged', yesNoUnknown);
    if (role === undefined) return undefined;
    // Without a script nobody can take a radio back, so answers that the page says count with "I represent someone" alone are left out with any other.
    return { role, ...given({ present, ...(role === 'represent' ? { as, agreed, privileged } : {}) }) };
  },
  values: ({ role, present, as, agreed, privileged }) => ({
    role: [role],
    present: one(present),
    as: one(as),
    agreed: one(agreed),
    privileged: one(privileged),
  }),
};
