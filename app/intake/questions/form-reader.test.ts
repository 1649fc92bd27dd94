import { expect, it } from 'vitest';
import { form, problemsOf } from '#tests/support/form.ts';
import { latinDigits, readForm, typedTexts } from './form-reader.ts';

const count = { min: 1, max: 100_000, wrong: 'who.count.wrong' } as const;

it.each([
  ['4', 4],
  [' 12 ', 12],
  ['٤٢', 42],
  ['৭', 7],
])('%j is a number', (text, number) => {
  expect(form({ count: text }).number('count', count)).toBe(number);
});
it.each(['0', '-1', '1.5', '1e3', '100001', '9'.repeat(400), 'four', '=4', '<b>4</b>', '\u202E4', '½', '４0x'])(
  '%j is no number',
  (text) => {
    const reader = form({ count: text });
    expect(reader.number('count', count)).toBeUndefined();
    expect(problemsOf(reader)).toEqual({ count: 'who.count.wrong' });
  },
);
it('digits of scripts that nobody asked for stay as they are', () => {
  expect(latinDigits('𝟘 ٣ ۳ ৩ ੩ ३ ３ 3')).toBe('𝟘 3 3 3 3 3 3 3');
});
it('a file where text is expected is no answer', () => {
  const data = new FormData();
  data.append('narrative', new File(['x'], 'x.txt'));
  expect(readForm(data).values.narrative).toBeUndefined();
});
it('names that mean something to JavaScript are names like others', () => {
  const reader = form({ __proto__: 'x', constructor: 'y', place: 'z' });
  expect(reader.text('toString', { limit: 10 })).toBeUndefined();
  expect(reader.text('constructor', { limit: 10 })).toBe('y');
  expect(Object.getPrototypeOf(reader.values)).toBeNull();
});
it('the fullest page fits, and a flood of fields does not grow without end', () => {
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`people.${index}.name`, 'x']));
  expect(Object.keys(form(many).values)).toHaveLength(2_000);
});

it('what was typed is given back, short or long; what a page sends of itself and a passphrase never are, read or not', () => {
  const sent = new FormData();
  for (const [name, value] of Object.entries({
    message: 'hm',
    passphrase: 'offer hint',
    fresh: 'new one',
    shown: 'ab12',
    opened: 'cd34',
    kind: 'van',
  }))
    sent.append(name, value);
  const unread = readForm(sent);
  expect(typedTexts(unread)).toEqual(['hm', 'van']);
  const read = readForm(sent);
  for (const name of ['message', 'passphrase', 'fresh']) read.text(name, { limit: 100 });
  expect(typedTexts(read)).toEqual(['hm']);
});
