import { expect, it } from 'vitest';
import { showName } from './visible-text.ts';

it('writes out what turns the reading direction or cannot be seen', () => {
  expect(showName('photo\u202Egpj.exe')).toBe('photo[U+202E]gpj.exe');
  expect(showName('a\u200Bb\u0000c\u2066d')).toBe('a[U+200B]b[U+0000]c[U+2066]d');
  expect(showName('tag\u{E0041}')).toBe('tag[U+E0041]');
});
it('leaves every script, and emoji made of several, as they are', () => {
  for (const name of ['صورة.jpg', 'בית.png', '图片.heic', '👩‍👩‍👧.jpg', 'naïve café.txt']) expect(showName(name)).toBe(name);
});
