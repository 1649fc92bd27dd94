/**
 * Reads a bundle's archive, and nothing that merely resembles one: from the central directory it works out every byte that our writer would have put around
 * the files, and demands exactly those. So nothing can stand before, between or behind the files, no name twice, no header that says something else to
 * another unpacker. Any deviation is a NotOurArchive that says where.
 *
 * Pure: reads through a ByteSource.
 */
import {
  DIRECTORY_FIXED,
  DIRECTORY_SIGNATURE,
  END_LENGTH,
  encodeDirectoryRecord,
  encodeEnd,
  encodeLocalHeader,
  localHeaderLength,
  refuseName,
  type ZipMember,
} from './zip-format.ts';

/** Random access to the archive's bytes; `read` gives exactly `length` bytes or throws. */
export type ByteSource = { size: number; read: (offset: number, length: number) => Promise<Uint8Array> };
export type ReadMember = ZipMember & { dataOffset: number };

/** The file is damaged, altered, cut short, or was not written by the portal. */
export class NotOurArchive extends Error {
  override name = 'NotOurArchive';
}

const LARGEST_DIRECTORY = 512 * 2 ** 20; // some two million files; more than that is not read into memory
const CHUNK = 2 ** 20;

/** Every file of the archive in its order, after checking each byte of the structure around them. Content is checked by whoever reads it. */
export async function readArchive(source: ByteSource): Promise<ReadMember[]> {
  if (source.size < END_LENGTH) throw new NotOurArchive('it is too short to be a bundle');
  const end = await source.read(source.size - END_LENGTH, END_LENGTH);
  const view = viewOf(end);
  // The four numbers are taken on trust here; the comparison below proves the whole record.
  const count = Number(view.getBigUint64(24, true));
  const directoryLength = Number(view.getBigUint64(40, true));
  const directoryOffset = Number(view.getBigUint64(48, true));
  if (
    directoryOffset + directoryLength + END_LENGTH !== source.size ||
    directoryLength > LARGEST_DIRECTORY ||
    count * DIRECTORY_FIXED > directoryLength
  ) {
    throw new NotOurArchive('its end record does not fit the file: cut short, lengthened or altered');
  }
  demand(end, encodeEnd(count, directoryOffset, directoryLength), 'its end record');

  const directory = await source.read(directoryOffset, directoryLength);
  const members = readDirectory(directory, count);
  let offset = 0;
  for (const member of members) {
    const header = await source.read(offset, Math.min(localHeaderLength(member), source.size - offset));
    demand(header, encodeLocalHeader(member), `the header of ${member.name}`);
    offset += header.length + member.size;
  }
  if (offset !== directoryOffset) throw new NotOurArchive('there are bytes that belong to no file');
  return members;
}

/** A file's bytes in pieces. */
export async function* readMember(source: ByteSource, member: ReadMember): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < member.size; done += CHUNK)
    yield await source.read(member.dataOffset + done, Math.min(CHUNK, member.size - done));
}

function readDirectory(directory: Uint8Array, count: number): ReadMember[] {
  const view = viewOf(directory);
  const members: ReadMember[] = [];
  const names = new Set<string>();
  let position = 0;
  let offset = 0;
  for (let index = 0; index < count; index++) {
    if (position + DIRECTORY_FIXED > directory.length || view.getUint32(position, true) !== DIRECTORY_SIGNATURE) {
      throw new NotOurArchive(`record ${index + 1} of its directory is not one`);
    }
    const nameLength = view.getUint16(position + 28, true);
    const nameEnd = position + DIRECTORY_FIXED + nameLength;
    if (nameEnd + 12 > directory.length) throw new NotOurArchive(`record ${index + 1} of its directory is cut short`);
    const name = new TextDecoder('latin1').decode(directory.subarray(position + DIRECTORY_FIXED, nameEnd));
    const refusal = refuseName(name);
    if (refusal !== null) throw new NotOurArchive(`the name in record ${index + 1} of its directory ${refusal}`);
    if (names.has(name.toLowerCase())) throw new NotOurArchive(`${name} appears twice`);
    names.add(name.toLowerCase());
    const size = view.getBigUint64(nameEnd + 4, true);
    if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw new NotOurArchive(`the size of ${name} cannot be`);
    const member = { name, size: Number(size), crc32: view.getUint32(position + 16, true) };
    // The offset is not read but worked out: files follow one another without a gap.
    const expected = encodeDirectoryRecord(member, offset);
    demand(directory.subarray(position, position + expected.length), expected, `the directory's record of ${name}`);
    members.push({ ...member, dataOffset: offset + localHeaderLength(member) });
    offset += localHeaderLength(member) + member.size;
    position += expected.length;
  }
  if (position !== directory.length) throw new NotOurArchive('there are bytes behind its directory');
  for (const name of names) refuseInsideFile(name, names);
  return members;
}

/** A file inside of a file: what an unpacker leaves out then is its own choice. Names in lower case. */
function refuseInsideFile(name: string, names: ReadonlySet<string>): void {
  for (let slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
    if (names.has(name.slice(0, slash))) throw new NotOurArchive(`${name} lies inside of a file`);
  }
}

function demand(found: Uint8Array, expected: Uint8Array, what: string): void {
  if (found.length !== expected.length || found.some((byte, index) => byte !== expected[index]))
    throw new NotOurArchive(`${what} is not as the portal writes it`);
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
