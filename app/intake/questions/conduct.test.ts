import { expect, it } from 'vitest';
import { conductKeys } from '#db/vocabularies/conduct.ts';
import { around, form, hostile, problemsOf } from '#tests/support/form.ts';
import { conduct } from './conduct.ts';

it('is as many kinds as fit, all of them or none', () => {
  expect(conduct.read(form({ kinds: conductKeys }), around)).toEqual({ kinds: conductKeys });
  expect(conduct.read(form({}), around)).toEqual({ kinds: [] });
});
it('keeps a kind that was sent twice once, in the order of the page', () => {
  expect(conduct.read(form({ kinds: ['voting', 'threats', 'voting'] }), around)).toEqual({ kinds: ['threats', 'voting'] });
});
it.each([...hostile, '', 'Voting'])('a kind such as %j is refused', (kind) => {
  const reader = form({ kinds: ['voting', kind] });
  conduct.read(reader, around);
  expect(problemsOf(reader)).toEqual({ kinds: 'error.notOffered' });
});
it.each(hostile)('other words, such as %j, are text', (other) => {
  const reader = form({ other });
  expect(conduct.read(reader, around)).toEqual({ kinds: [], other });
  expect(reader.problems).toEqual({});
});
it('other words have an end', () => {
  const reader = form({ other: 'é'.repeat(5_001) });
  conduct.read(reader, around);
  expect(reader.problems.other).toEqual({ key: 'error.tooLong', values: { limit: 5_000, over: 1 } });
});
