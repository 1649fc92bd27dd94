import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { asSource } from '#tests/support/bundle.ts';
import { encodeDirectoryRecord, encodeEnd, encodeLocalHeader, refuseName, zipLength } from './zip-format.ts';
import { NotOurArchive, readArchive, readMember } from './zip-reader.ts';
import { ContentDiffers, UnfitName, writeZip, type ZipEntry } from './zip.ts';

test('what was written is read back, and its length was known before', async () => {
  const files = [
    entry('A/one.bin', randomBytes(100_000)),
    entry('A/empty', Buffer.alloc(0)),
    entry('A/deep/er/two.txt', Buffer.from('two')),
  ];
  const archive = await collect(writeZip(files));
  expect(archive.length).toBe(zipLength(files));
  const members = await readArchive(asSource(archive));
  expect(members.map(({ name, size }) => [name, size])).toEqual([
    ['A/one.bin', 100_000],
    ['A/empty', 0],
    ['A/deep/er/two.txt', 3],
  ]);
  const [one] = members;
  if (one) expect((await collect(readMember(asSource(archive), one))).equals(await collect(await (files[0]?.open() ?? [])))).toBe(true);
});

test('an archive without a file is read back too', async () => {
  expect(await readArchive(asSource(await collect(writeZip([]))))).toEqual([]);
});

test.each([
  ['a changed byte', Buffer.from('hellO')],
  ['a missing byte', Buffer.from('hell')],
  ['one byte too many', Buffer.from('hello!')],
])('a file that comes with %s ends the stream before the archive is whole', async (_, bytes) => {
  const written: Uint8Array[] = [];
  const stream = writeZip([{ ...entry('A/a', Buffer.from('hello')), open: () => pieces(bytes) }, entry('A/b', Buffer.from('b'))]);
  await expect(async () => {
    for await (const chunk of stream) written.push(chunk);
  }).rejects.toThrow(ContentDiffers);
  await expect(readArchive(asSource(Buffer.concat(written)))).rejects.toThrow(NotOurArchive);
});

test('a wrong CRC-32 in the record ends the stream, since unpackers would refuse the archive', async () => {
  await expect(collect(writeZip([{ ...entry('A/a', Buffer.from('hello')), crc32: 1 }]))).rejects.toThrow(/CRC-32/);
});

test.each(['../a', 'a//b', '/a', 'a/', 'a/./b', 'a\\b', 'a b', 'ä', 'a\u0000', 'a/..', '.', '', 'a.', 'x'.repeat(201)])(
  'the name %j is refused',
  async (name) => {
    expect(refuseName(name)).not.toBeNull();
    await expect(collect(writeZip([{ ...entry('A/a', Buffer.from('a')), name }]))).rejects.toThrow(UnfitName);
  },
);

test('two names that differ only in case are refused, since Windows and macOS would unpack one file', async () => {
  await expect(collect(writeZip([entry('A/a', Buffer.from('1')), entry('a/A', Buffer.from('2'))]))).rejects.toThrow(UnfitName);
});

test('a file of 5 GiB and all behind it have their true places', async () => {
  const large = { name: 'A/large.mp4', size: 5 * 2 ** 30, crc32: 0x12345678 };
  const small = { name: 'A/small.txt', size: 3, crc32: 7 };
  const second = encodeLocalHeader(large).length + large.size;
  const head = encodeLocalHeader(large);
  const directory = [encodeDirectoryRecord(large, 0), encodeDirectoryRecord(small, second)];
  const directoryOffset = second + encodeLocalHeader(small).length + small.size;
  const tail = Buffer.concat([
    encodeLocalHeader(small),
    Buffer.from('abc'),
    ...directory,
    encodeEnd(
      2,
      directoryOffset,
      directory.reduce((sum, { length }) => sum + length, 0),
    ),
  ]);
  const source = {
    size: zipLength([large, small]),
    read: async (offset: number, length: number) =>
      offset < head.length ? head.subarray(offset, offset + length) : tail.subarray(offset - second, offset - second + length),
  };
  expect(source.size).toBe(second + tail.length);
  expect((await readArchive(source)).map(({ dataOffset }) => dataOffset)).toEqual([head.length, second + encodeLocalHeader(small).length]);
});

test('bytes before, between or behind the files make it another file, and it is refused', async () => {
  const archive = await collect(writeZip([entry('A/a', Buffer.from('aaaa')), entry('A/b', Buffer.from('bbbb'))]));
  const middle = zipLength([{ name: 'A/a', size: 4, crc32: 0 }]) - zipLength([]) - 46 - 28 - 3;
  for (const at of [0, middle, archive.length - 98, archive.length]) {
    const longer = Buffer.concat([archive.subarray(0, at), Buffer.from('!'), archive.subarray(at)]);
    await expect(readArchive(asSource(longer)), `inserted at ${at}`).rejects.toThrow(NotOurArchive);
    const shorter = Buffer.concat([archive.subarray(0, Math.max(0, at - 1)), archive.subarray(Math.max(1, at))]);
    await expect(readArchive(asSource(shorter)), `cut before ${at}`).rejects.toThrow(NotOurArchive);
  }
});

test('an archive whose directory names one file twice is refused', async () => {
  const file = { name: 'A/a', size: 1, crc32: crc32('x') };
  const header = encodeLocalHeader(file);
  const step = header.length + 1;
  const directory = Buffer.concat([encodeDirectoryRecord(file, 0), encodeDirectoryRecord(file, step)]);
  const twice = Buffer.concat([header, Buffer.from('x'), header, Buffer.from('x'), directory, encodeEnd(2, 2 * step, directory.length)]);
  await expect(readArchive(asSource(twice))).rejects.toThrow(/twice/);
});

function entry(name: string, bytes: Uint8Array): ZipEntry {
  return { name, size: bytes.length, crc32: crc32(bytes), sha256: createHash('sha256').update(bytes).digest(), open: () => pieces(bytes) };
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += 7_000) yield bytes.subarray(offset, offset + 7_000);
}

async function collect(stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
