/**
 * Writes a bundle's archive as a stream. Size, CRC-32 and SHA-256 of every file are known beforehand (from receipt, or from a first pass over what is small),
 * so headers carry real values and the length is known before the first byte. Each byte is hashed again on its way through: a file that is no longer the one
 * recorded ends the stream with an error, before the archive could be closed and opened by anyone.
 *
 * Our own because the maintained writers either compute the CRC themselves or cost several times as much (infra/docs/decisions).
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { encodeDirectoryRecord, encodeEnd, encodeLocalHeader, refuseName, type ZipMember } from './zip-format.ts';

/** A file to be written. `open` is called once, when its turn comes, and must yield exactly the recorded bytes. */
export type ZipEntry = ZipMember & { sha256: Uint8Array; open: () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>> };

/** The names given to the writer break its rules; nothing was written. */
export class UnfitName extends Error {
  override name = 'UnfitName';
}

/** A file's bytes are not those recorded at receipt. Trying again does not help; a person has to look. */
export class ContentDiffers extends Error {
  override name = 'ContentDiffers';
  readonly entry: string;
  readonly expected: string;
  readonly found: string;
  constructor(entry: string, expected: string, found: string) {
    super(`${entry} is not what was recorded: expected ${expected}, found ${found}`);
    this.entry = entry;
    this.expected = expected;
    this.found = found;
  }
}

/** The whole archive, every byte checked against the record. Throws UnfitName before the first byte, ContentDiffers in mid-stream. */
export async function* writeZip(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  yield* writeStructure(entries.map((entry) => ({ ...entry, open: () => readChecked(entry) })));
}

/** The archive's structure around bytes that are taken as they come. Only for sources that check themselves, and for measuring. */
export async function* writeStructure(entries: readonly Omit<ZipEntry, 'sha256'>[]): AsyncGenerator<Uint8Array> {
  checkNames(entries);
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const header = encodeLocalHeader(entry);
    directory.push(encodeDirectoryRecord(entry, offset));
    yield header;
    let size = 0;
    for await (const chunk of await entry.open()) {
      size += chunk.length;
      if (size > entry.size) break;
      yield chunk;
    }
    if (size !== entry.size) throw new ContentDiffers(entry.name, `${entry.size} bytes`, size > entry.size ? 'more' : `${size} bytes`);
    offset += header.length + size;
  }
  let directoryLength = 0;
  for (const record of directory) {
    directoryLength += record.length;
    yield record;
  }
  yield encodeEnd(entries.length, offset, directoryLength);
}

async function* readChecked(entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let sum = 0;
  let size = 0;
  for await (const chunk of await entry.open()) {
    hash.update(chunk);
    sum = crc32(chunk, sum);
    size += chunk.length;
    yield chunk;
  }
  if (size !== entry.size) return; // the structure says so in its own words
  const found = hash.digest();
  if (!found.equals(entry.sha256))
    throw new ContentDiffers(entry.name, `SHA-256 ${Buffer.from(entry.sha256).toString('hex')}`, `SHA-256 ${found.toString('hex')}`);
  if (sum !== entry.crc32) throw new ContentDiffers(entry.name, `CRC-32 ${entry.crc32}`, `CRC-32 ${sum}`);
}

function checkNames(entries: readonly ZipMember[]): void {
  const seen = new Set<string>();
  for (const { name } of entries) {
    const refusal = refuseName(name);
    if (refusal !== null) throw new UnfitName(`${JSON.stringify(name)} ${refusal}`);
    // Windows and macOS unpack to file systems that ignore case: two such names would be one file there.
    if (seen.has(name.toLowerCase())) throw new UnfitName(`${JSON.stringify(name)} appears twice`);
    seen.add(name.toLowerCase());
  }
}

export type Measured = { size: number; crc32: number; sha256: Buffer };

/** One pass over a source: what the archive's headers and manifests need to know beforehand. */
export async function measureSource(source: AsyncIterable<Uint8Array>): Promise<Measured> {
  const hash = createHash('sha256');
  let sum = 0;
  let size = 0;
  for await (const chunk of source) {
    hash.update(chunk);
    sum = crc32(chunk, sum);
    size += chunk.length;
  }
  return { size, crc32: sum, sha256: hash.digest() };
}
