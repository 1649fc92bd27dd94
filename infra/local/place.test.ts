import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NotPossible } from './install.mjs';
import { readOptions } from './options.mjs';
import { claim, isReachable } from './place.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'exhibit-place-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a second launcher on the same data is refused while the first one lives', () => {
  const release = claim(folder);
  expect(() => claim(folder)).toThrow(NotPossible);
  release();
  expect(() => claim(folder)).not.toThrow();
});

test("a folder behind somebody's closed home is not reachable for the servers' own users", async () => {
  await chmod(folder, 0o755);
  expect(isReachable(path.join(folder, 'data'))).toBe(true);
  await chmod(folder, 0o700);
  expect(isReachable(path.join(folder, 'data'))).toBe(false);
});

test('an unknown option is answered with the known ones', () => {
  expect(() => readOptions(['--emtpy'])).toThrow(/--empty\s+no sample reports/);
  expect(readOptions(['--empty', '--data', 'x'])).toMatchObject({ empty: true, data: 'x' });
});
