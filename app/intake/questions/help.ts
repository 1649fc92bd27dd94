import { helpKindKeys } from '#db/vocabularies/report-answers.ts';
import type { Question } from './question.ts';

export const help: Question<'help'> = {
  name: 'help',
  path: '/report/help',
  required: false,
  read(form) {
    const needs = form.choices('needs', helpKindKeys);
    if (needs.includes('none') && needs.length > 1) form.problem('needs', 'help.needs.contradiction');
    return { needs };
  },
  values: ({ needs }) => ({ needs }),
};
