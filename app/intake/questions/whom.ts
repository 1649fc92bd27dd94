import { descriptionLimit, placeLimit, yesNoUnknown } from '#db/intake/sections.ts';
import { injuryKeys } from '#db/vocabularies/report-answers.ts';
import { given, one, type Question } from './question.ts';
import { countLimit } from './who.ts';

export const whom: Question<'whom'> = {
  name: 'whom',
  path: '/report/whom',
  required: false,
  read: (form) =>
    given({
      count: form.number('count', { min: 1, max: countLimit, wrong: 'who.count.wrong' }),
      injuries: form.choice('injuries', injuryKeys),
      minors: form.choice('minors', yesNoUnknown),
      taken: form.choice('taken', yesNoUnknown),
      takenTo: form.text('takenTo', { limit: placeLimit }),
      description: form.text('description', { limit: descriptionLimit }),
    }),
  values: ({ count, injuries, minors, taken, takenTo, description }) => ({
    count: one(count),
    injuries: one(injuries),
    minors: one(minors),
    taken: one(taken),
    takenTo: one(takenTo),
    description: one(description),
  }),
};
