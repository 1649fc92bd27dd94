import { expect, it } from 'vitest';
import { around as nothing, form, hostile, problemsOf } from '#tests/support/form.ts';
import { event } from './event.ts';

const around = { ...nothing, incidents: ['CANAL-2026', 'QUEENS-1'] };

it('is one of the events that the office has published, or something else', () => {
  expect(event.read(form({ incident: 'CANAL-2026' }), around)).toEqual({ incident: 'CANAL-2026' });
  expect(event.read(form({ incident: 'other' }), around)).toEqual({ incident: null });
  expect(event.values({ incident: null })).toEqual({ incident: ['other'] });
});
it.each(['', 'CLOSED-1', 'canal-2026', 'x'.repeat(5_000), ...hostile])('anything else, such as %j, is asked again', (incident) => {
  const reader = form({ incident });
  expect(event.read(reader, around)).toBeUndefined();
  expect(problemsOf(reader)).toEqual({ incident: 'event.incident.required' });
});
it('without a published event there is only something else', () => {
  expect(event.read(form({ incident: 'other' }), nothing)).toEqual({ incident: null });
  expect(event.read(form({ incident: 'CANAL-2026' }), nothing)).toBeUndefined();
});
