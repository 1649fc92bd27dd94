import { expect, it } from 'vitest';
import { cleanName, partSizeFor, refusedEnding } from './limits.ts';
import { mayBeRecording } from './recording-kind.ts';

const MiB = 1024 ** 2;

it('parts are as small as a store takes, and few enough for any file that is taken', () => {
  expect(partSizeFor(1)).toBe(5 * MiB);
  expect(partSizeFor(256 * MiB)).toBe(5 * MiB);
  for (const size of [10 * 1024 * MiB, 64 * 1024 * MiB]) expect(Math.ceil(size / partSizeFor(size))).toBeLessThanOrEqual(10_000);
});

it('a name keeps the witness’s own characters, loses paths and NUL, and is bounded without cutting an emoji', () => {
  expect(cleanName('C:\\fakepath\\a\u202Eb\0.jpg')).toBe('a\u202Eb.jpg');
  expect(cleanName('../../etc/passwd')).toBe('passwd');
  expect(cleanName('👩'.repeat(400))).toBe('👩'.repeat(250));
});

it('a refused kind is known by its visible ending, whatever hides in it', () => {
  const settings = { 'intake.refusedTypes': ['exe'] } as never;
  expect(refusedEnding('a.EXE', settings)).toBe('exe');
  expect(refusedEnding('a.e\u200Bxe', settings)).toBe('exe');
  expect(refusedEnding('a.exe.jpg', settings)).toBeNull();
  expect(refusedEnding('exe', settings)).toBeNull();
});

it('a statement is sound or film; what the browser cannot name is believed', () => {
  for (const type of ['audio/webm', 'video/mp4', 'application/ogg', 'application/octet-stream', ''])
    expect(mayBeRecording(type)).toBe(true);
  for (const type of ['image/jpeg', 'application/pdf', 'text/plain', 'x-audio/y']) expect(mayBeRecording(type)).toBe(false);
});
