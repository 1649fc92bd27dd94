import { yesNoUnknown } from '#db/intake/sections.ts';
import { entryValues, readEntries } from './entries.ts';
import { given, one, type Question } from './question.ts';
import { countLimit } from './who.ts';

/** Other people who saw it. Who they are is sealed when the report is handed in. */
export const witnesses: Question<'witnesses'> = {
  name: 'witnesses',
  path: '/report/witnesses',
  required: false,
  read: (form) => ({
    ...given({
      any: form.choice('any', yesNoUnknown),
      count: form.number('count', { min: 1, max: countLimit, wrong: 'who.count.wrong' }),
    }),
    people: readEntries(form, 'people', (entry) =>
      given({
        name: entry.text('name', { limit: 200 }),
        reach: entry.text('reach', { limit: 500 }),
        agreed: entry.choice('agreed', yesNoUnknown),
      }),
    ),
  }),
  values: ({ any, count, people }) => ({
    any: one(any),
    count: one(count),
    ...entryValues('people', people, ({ name, reach, agreed }) => ({ name: one(name), reach: one(reach), agreed: one(agreed) })),
  }),
};
