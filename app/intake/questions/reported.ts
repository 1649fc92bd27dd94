import { descriptionLimit, yesNoUnknown } from '#db/intake/sections.ts';
import { reportedToKeys } from '#db/vocabularies/report-answers.ts';
import { given, one, type Question } from './question.ts';

export const reported: Question<'reported'> = {
  name: 'reported',
  path: '/report/reported',
  required: false,
  read(form) {
    const to = form.choices('to', reportedToKeys);
    if (to.includes('nobody') && to.length > 1) form.problem('to', 'reported.to.contradiction');
    return {
      to,
      ...given({ outcome: form.text('outcome', { limit: descriptionLimit }), legalAction: form.choice('legalAction', yesNoUnknown) }),
    };
  },
  values: ({ to, outcome, legalAction }) => ({ to, outcome: one(outcome), legalAction: one(legalAction) }),
};
