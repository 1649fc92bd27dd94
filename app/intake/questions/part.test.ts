import { expect, it } from 'vitest';
import { around, form, hostile, problemsOf } from '#tests/support/form.ts';
import { part } from './part.ts';

it('needs to know only how the witness knows', () => {
  expect(part.read(form({ role: 'told' }), around)).toEqual({ role: 'told' });
});
it('keeps for whom somebody speaks', () => {
  const answers = { role: 'represent', present: 'no', as: 'attorney', agreed: 'yes', privileged: 'unknown' } as const;
  const reader = form(answers);
  expect(part.read(reader, around)).toEqual(answers);
  expect(part.read(form(part.values(answers)), around)).toEqual(answers);
});
it('leaves out answers about another person where the witness speaks for no one: a radio cannot be taken back', () => {
  expect(part.read(form({ role: 'saw', present: 'yes', as: 'attorney', agreed: 'no', privileged: 'yes' }), around)).toEqual({
    role: 'saw',
    present: 'yes',
  });
});
it.each(['', 'SAW', 'x'.repeat(5_000), ...hostile])('a part such as %j is asked again', (role) => {
  const reader = form({ role });
  expect(part.read(reader, around)).toBeUndefined();
  expect(problemsOf(reader)).toEqual({ role: 'part.role.required' });
});
it('answers that the page does not offer are refused', () => {
  const reader = form({ role: 'saw', present: 'maybe', as: 'king', agreed: '=1', privileged: '<b>' });
  part.read(reader, around);
  expect(problemsOf(reader)).toEqual({
    present: 'error.notOffered',
    as: 'error.notOffered',
    agreed: 'error.notOffered',
    privileged: 'error.notOffered',
  });
});
