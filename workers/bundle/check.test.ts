import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { asSource, buildArchive, makeBundle, type MadeBundle } from '#tests/support/bundle.ts';
import { formatManifest } from './bag-text.ts';
import { checkBundle } from './check.ts';
import { encodeDirectoryRecord, encodeEnd, encodeLocalHeader } from './zip-format.ts';
import { readArchive, type ReadMember } from './zip-reader.ts';

let made: MadeBundle;
let archive: Buffer;
let members: ReadMember[];

beforeAll(async () => {
  made = makeBundle([
    { name: 'IMG_1.jpg', bytes: Buffer.from('first'), caption: 'The one in front' },
    { name: 'VID_2.mp4', bytes: Buffer.alloc(3000, 2), type: 'video/mp4' },
    { name: 'letter.zip', bytes: Buffer.from('never'), type: 'application/zip', verdict: 'infected', excluded: 'infected' },
  ]);
  archive = await buildArchive(made);
  members = await readArchive(asSource(archive));
});

const problemsOf = async (bytes: Uint8Array): Promise<string[]> => (await checkBundle(asSource(bytes))).problems;

test('a bundle as it was made has no problem, and its key is unconfirmed until the fingerprint came another way', async () => {
  const report = await checkBundle(asSource(archive));
  expect(report).toMatchObject({
    name: 'CASE-2026-000123_EXP-0007',
    problems: [],
    key: 'unconfirmed',
    fingerprint: made.signer.fingerprint,
  });
  expect(
    await checkBundle(asSource(archive), { fingerprint: made.signer.fingerprint.toUpperCase().replaceAll(/(.{8})/g, '$1 ') }),
  ).toMatchObject({ problems: [], key: 'confirmed' });
  const other = await checkBundle(asSource(archive), { fingerprint: '0'.repeat(64) });
  expect(other.key).toBe('differs');
  expect(other.problems).toEqual(['The key in the bundle is not the one whose fingerprint was given.']);
});

test('one flipped bit in any byte is found: headers, directory, names and every file but the document', async () => {
  const isDocument = new Uint8Array(archive.length);
  for (const { name, dataOffset, size } of members) if (name.endsWith('.pdf')) isDocument.fill(1, dataOffset, dataOffset + size);
  const missed: number[] = [];
  for (let at = 0; at < archive.length; at++) {
    if (isDocument[at] === 0 && (await problemsOf(flipped(at, 1 << (at % 8)))).length === 0) missed.push(at);
  }
  expect(missed).toEqual([]);
}, 120_000);

test('one flipped bit in any of 2,000 places all over is found', async () => {
  const missed: number[] = [];
  for (let n = 0; n < 2000; n++) {
    const at = createHash('sha256').update(`seed 1 ${n}`).digest().readUInt32LE(0) % archive.length;
    if ((await problemsOf(flipped(at, 1 << (n % 8)))).length === 0) missed.push(at);
  }
  expect(missed).toEqual([]);
}, 120_000);

test('a file changed by someone who also mends its CRC-32 is found, whichever it is', async () => {
  for (const [index, { name, size }] of members.entries()) {
    const files = readAll().map((file, other) => (other === index ? { ...file, bytes: changed(file.bytes) } : file));
    expect(size === 0 ? ['empty'] : await problemsOf(pack(files)), name).not.toEqual([]);
  }
});

test('a file changed by someone who also mends every manifest is found by the signatures', async () => {
  const files = mendManifests(
    readAll().map((file) => (file.path === 'metadata/custody.jsonl' ? { ...file, bytes: changed(file.bytes) } : file)),
  );
  expect(await problemsOf(pack(files))).toContain('The signature of tagmanifest-sha256.txt is not by the key in the bundle.');
  const natives = mendManifests(
    readAll().map((file) => (file.path === 'data/NATIVES/EVP00000001.jpg' ? { ...file, bytes: changed(file.bytes) } : file)),
  );
  expect(await problemsOf(pack(natives))).toContain('The signature of manifest-sha256.txt is not by the key in the bundle.');
});

test('a file added or taken away is found', async () => {
  expect(await problemsOf(pack([...readAll(), { path: 'data/NATIVES/EVP00000009.jpg', bytes: Buffer.from('planted') }]))).toContain(
    'data/NATIVES/EVP00000009.jpg was added: it does not stand in manifest-sha256.txt.',
  );
  expect(await problemsOf(pack([...readAll(), { path: 'metadata/more.json', bytes: Buffer.from('{}') }]))).toContain(
    'metadata/more.json was added: it does not stand in tagmanifest-sha256.txt.',
  );
  for (const { path } of readAll()) expect(await problemsOf(pack(readAll().filter((file) => file.path !== path))), path).not.toEqual([]);
});

test('two bundles cannot be mixed: a chain of another bundle is refused even under its own right signature', async () => {
  const other = await buildArchive({
    ...made,
    sources: { ...made.sources, chain: (subject, seq) => made.sources.chain(subject, seq - 1) },
  });
  expect(await problemsOf(other)).toEqual(expect.arrayContaining([expect.stringContaining('the chain does not end where its head says')]));
});

test('a name that is a file and a folder at once is refused, since unpackers differ about it', async () => {
  const twice = [...readAll(), { path: 'metadata/x', bytes: Buffer.from('1') }, { path: 'metadata/X/y', bytes: Buffer.from('2') }];
  expect(await problemsOf(pack(twice))).toEqual([expect.stringContaining('metadata/x/y lies inside of a file')]);
});

test('what a forger wrote into the lists is quoted without its control characters', async () => {
  const forged = `data/x\r\u001b[2KKey confirmed: it is the one whose fingerprint you gave.\n  ok       all`;
  const files = readAll().map((file) => {
    if (file.path !== 'metadata/items.json') return file;
    const list = JSON.parse(file.bytes.toString()) as { items: { path: string | null }[]; chains: { subject: string }[] };
    for (const item of list.items) if (item.path !== null) item.path = forged;
    for (const chain of list.chains) chain.subject += forged;
    return { ...file, bytes: Buffer.from(JSON.stringify(list)) };
  });
  const problems = await problemsOf(pack(mendManifests(files)));
  expect(problems).toEqual(expect.arrayContaining([expect.stringContaining('⟨U+001B⟩[2KKey confirmed')]));
  for (const line of problems) expect(line).not.toMatch(/\p{Cc}/u);
});

test('something else than a bundle is refused in words', async () => {
  expect(await problemsOf(Buffer.alloc(0))).toEqual(['This is not a whole and unaltered bundle: it is too short to be a bundle.']);
  expect(await problemsOf(Buffer.alloc(100_000, 'PK'))).toHaveLength(1);
  expect(await problemsOf(archive.subarray(0, archive.length - 1))).toHaveLength(1);
  expect(await problemsOf(Buffer.concat([archive, Buffer.from([0])]))).toHaveLength(1);
});

type Plain = { path: string; bytes: Buffer };
const top = 'CASE-2026-000123_EXP-0007/';
const readAll = (): Plain[] =>
  members.map(({ name, dataOffset, size }) => ({ path: name.slice(top.length), bytes: archive.subarray(dataOffset, dataOffset + size) }));
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function flipped(at: number, bit: number): Buffer {
  const copy = Buffer.from(archive);
  copy[at] = (copy[at] ?? 0) ^ bit;
  return copy;
}

function changed(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 1;
  return copy;
}

function mendManifests(files: Plain[]): Plain[] {
  const lines = (covers: (path: string) => boolean, all: Plain[]) =>
    Buffer.from(formatManifest(all.filter(({ path }) => covers(path)).map(({ path, bytes }) => ({ path, sha256: hash(bytes) }))));
  const replace = (all: Plain[], path: string, bytes: Buffer) => all.map((file) => (file.path === path ? { path, bytes } : file));
  const once = replace(
    files,
    'manifest-sha256.txt',
    lines((path) => path.startsWith('data/'), files),
  );
  const tags = (path: string) => !path.startsWith('data/') && !/tagmanifest-sha256/.test(path);
  return replace(once, 'tagmanifest-sha256.txt', lines(tags, once));
}

/** A well-formed archive of these files, as someone with the format at hand would make it. */
function pack(files: readonly Plain[]): Buffer {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, bytes } of files) {
    const member = { name: top + path, size: bytes.length, crc32: crc32(bytes) };
    parts.push(encodeLocalHeader(member), bytes);
    directory.push(encodeDirectoryRecord(member, offset));
    offset += encodeLocalHeader(member).length + bytes.length;
  }
  const records = Buffer.concat(directory);
  return Buffer.concat([...parts, records, encodeEnd(files.length, offset, records.length)]);
}
