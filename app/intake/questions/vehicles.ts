import { descriptionLimit, lineLimit } from '#db/intake/sections.ts';
import { entryValues, readEntries } from './entries.ts';
import { given, one, type Question } from './question.ts';

/** In the order of the page. */
export const vehicleLines = ['plate', 'state', 'make', 'colour', 'markings', 'unit'] as const;

export const vehicles: Question<'vehicles'> = {
  name: 'vehicles',
  path: '/report/vehicles',
  required: false,
  read: (form) => ({
    vehicles: readEntries(form, 'vehicles', (entry) =>
      given({
        plate: entry.text('plate', { limit: lineLimit }),
        state: entry.text('state', { limit: lineLimit }),
        make: entry.text('make', { limit: lineLimit }),
        colour: entry.text('colour', { limit: lineLimit }),
        markings: entry.text('markings', { limit: lineLimit }),
        unit: entry.text('unit', { limit: lineLimit }),
        description: entry.text('description', { limit: descriptionLimit }),
      }),
    ),
  }),
  values: ({ vehicles }) =>
    entryValues('vehicles', vehicles, (vehicle) => ({
      ...Object.fromEntries(vehicleLines.map((line) => [line, one(vehicle[line])])),
      description: one(vehicle.description),
    })),
};
