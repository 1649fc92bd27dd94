/** Where: an address, a street corner or a landmark, as it was said. No map and no register of addresses is asked. */
import { countyKeys } from '#db/intake/places.ts';
import { lineLimit, placeLimit } from '#db/intake/sections.ts';
import { placeFormKeys, placeKindKeys } from '#db/vocabularies/report-answers.ts';
import { given, one, type Question } from './question.ts';

export const where: Question<'where'> = {
  name: 'where',
  path: '/report/where',
  required: true,
  read(form) {
    const placeForm = form.choice('form', placeFormKeys);
    const place = form.text('place', { limit: placeLimit, required: 'where.place.required' });
    const cross = form.text('cross', { limit: placeLimit });
    const city = form.text('city', { limit: lineLimit });
    const county = form.choice('county', countyKeys, { required: 'where.county.required' });
    const kind = form.choice('kind', placeKindKeys);
    if (place === undefined || county === undefined) return undefined;
    return { place, county, ...given({ form: placeForm, cross, city, kind }) };
  },
  values: ({ form, place, cross, city, county, kind }) => ({
    form: one(form),
    place: [place],
    cross: one(cross),
    city: one(city),
    county: [county],
    kind: one(kind),
  }),
};
