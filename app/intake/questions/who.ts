import { clothingKeys, faceKeys, identificationKeys } from '#db/vocabularies/identification.ts';
import { agencyKeys } from '#db/vocabularies/agencies.ts';
import { descriptionLimit, lineLimit } from '#db/intake/sections.ts';
import { entryValues, readEntries } from './entries.ts';
import { given, one, type Question } from './question.ts';

/** The most people that a witness can have counted, here and on the pages about others. */
export const countLimit = 100_000;

export const who: Question<'who'> = {
  name: 'who',
  path: '/report/who',
  required: false,
  read: (form) => ({
    people: readEntries(form, 'people', (entry) => ({
      agencies: entry.choices('agencies', agencyKeys),
      identification: entry.choices('identification', identificationKeys),
      ...given({
        clothing: entry.choice('clothing', clothingKeys),
        face: entry.choice('face', faceKeys),
        count: entry.number('count', { min: 1, max: countLimit, wrong: 'who.count.wrong' }),
        name: entry.text('name', { limit: lineLimit }),
        badge: entry.text('badge', { limit: lineLimit }),
        description: entry.text('description', { limit: descriptionLimit }),
      }),
    })),
  }),
  values: ({ people }) =>
    entryValues('people', people, ({ agencies, identification, clothing, face, count, name, badge, description }) => ({
      agencies,
      identification,
      clothing: one(clothing),
      face: one(face),
      count: one(count),
      name: one(name),
      badge: one(badge),
      description: one(description),
    })),
};
