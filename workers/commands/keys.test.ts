import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyFiles } from '#infra/local/environments.mjs';
import { KeyPairIncomplete, makeKeys } from './keys.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'exhibit-keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the first run makes every key, secret ones for their owner alone', async () => {
  expect((await makeKeys(folder)).toSorted()).toEqual(Object.values(keyFiles).toSorted());
  for (const name of [keyFiles.sealingPrivate, keyFiles.signing, keyFiles.account])
    expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o600);
});

test('the second run leaves them as they are', async () => {
  await makeKeys(folder);
  const before = await readFile(path.join(folder, keyFiles.sealingPrivate));
  expect(await makeKeys(folder)).toEqual([]);
  expect(await readFile(path.join(folder, keyFiles.sealingPrivate))).toEqual(before);
});

test('half a pair stops it: a new private key would not open what the old public one sealed', async () => {
  await makeKeys(folder);
  await rm(path.join(folder, keyFiles.sealingPrivate));
  await expect(makeKeys(folder)).rejects.toThrow(KeyPairIncomplete);
});
