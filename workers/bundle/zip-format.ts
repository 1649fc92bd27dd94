/**
 * The bytes of our ZIP archives, and of no others: STORE, always ZIP64, real sizes and CRCs in the local headers (no data descriptors), one fixed time, one
 * mode, no comments. Writer and reader share these encoders, so the reader can demand that every byte outside the files is exactly the one we would have
 * written: there is no place to hide a byte in. Layout after PKWARE's APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.14–16, 4.5.3.
 *
 * Pure: no Node module, so that a verifier for browsers can be built from it.
 */

/** A file as the archive's structures know it. `size` in bytes; `crc32` unsigned. */
export type ZipMember = { name: string; size: number; crc32: number };

export const LOCAL_SIGNATURE = 0x04034b50;
export const DIRECTORY_SIGNATURE = 0x02014b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR_SIGNATURE = 0x07064b50;
const END_SIGNATURE = 0x06054b50;

export const LOCAL_FIXED = 30;
export const DIRECTORY_FIXED = 46;
const LOCAL_EXTRA = 20;
const DIRECTORY_EXTRA = 28;
/** ZIP64 end record, its locator and the classic end record. */
export const END_LENGTH = 56 + 20 + 22;

const VERSION = 45; // 4.5: the first with ZIP64
const MADE_BY_UNIX = (3 << 8) | VERSION;
const UTF8_NAMES = 0x0800;
const MODE = 0o100644 * 0x10000;
const FIRST_DOS_DATE = 0x0021; // 1980-01-01: a time of its own would make two builds of one export differ
const IN_ZIP64 = 0xffffffff;

export const LONGEST_NAME = 200;
const NAME = /^[A-Za-z0-9._/-]+$/;

/** Why a name may not stand in a bundle, or null. Only what unpacks to the same path on every system passes. */
export function refuseName(name: string): string | null {
  if (!NAME.test(name)) return 'has a character other than A-Z a-z 0-9 . _ / -';
  if (name.length > LONGEST_NAME) return `is longer than ${LONGEST_NAME} characters`;
  if (name.split('/').some((step) => step === '' || step === '.' || step === '..' || step.endsWith('.')))
    return 'has an empty, dotted or parent step';
  return null;
}

export const localHeaderLength = (member: ZipMember): number => LOCAL_FIXED + member.name.length + LOCAL_EXTRA;
export const directoryRecordLength = (member: ZipMember): number => DIRECTORY_FIXED + member.name.length + DIRECTORY_EXTRA;

/** The archive's exact length, known before its first byte: for Content-Length, progress and Range. */
export function zipLength(members: readonly ZipMember[]): number {
  let length = END_LENGTH;
  for (const member of members) length += localHeaderLength(member) + member.size + directoryRecordLength(member);
  return length;
}

export function encodeLocalHeader(member: ZipMember): Uint8Array<ArrayBuffer> {
  const at = writer(localHeaderLength(member));
  at.u32(LOCAL_SIGNATURE);
  at.u16(VERSION);
  encodeCommon(at, member);
  at.u16(member.name.length);
  at.u16(LOCAL_EXTRA);
  at.text(member.name);
  at.u16(0x0001);
  at.u16(16);
  at.u64(member.size);
  at.u64(member.size);
  return at.bytes;
}

/** The central directory's record of a file whose local header lies at `offset`. */
export function encodeDirectoryRecord(member: ZipMember, offset: number): Uint8Array<ArrayBuffer> {
  const at = writer(directoryRecordLength(member));
  at.u32(DIRECTORY_SIGNATURE);
  at.u16(MADE_BY_UNIX);
  at.u16(VERSION);
  encodeCommon(at, member);
  at.u16(member.name.length);
  at.u16(DIRECTORY_EXTRA);
  at.u16(0); // comment
  at.u16(0); // disk
  at.u16(0); // internal attributes
  at.u32(MODE);
  at.u32(IN_ZIP64);
  at.text(member.name);
  at.u16(0x0001);
  at.u16(24);
  at.u64(member.size);
  at.u64(member.size);
  at.u64(offset);
  return at.bytes;
}

/** ZIP64 end record, locator and classic end record. */
export function encodeEnd(count: number, directoryOffset: number, directoryLength: number): Uint8Array<ArrayBuffer> {
  const at = writer(END_LENGTH);
  at.u32(END64_SIGNATURE);
  at.u64(44);
  at.u16(MADE_BY_UNIX);
  at.u16(VERSION);
  at.u32(0);
  at.u32(0);
  at.u64(count);
  at.u64(count);
  at.u64(directoryLength);
  at.u64(directoryOffset);
  at.u32(LOCATOR_SIGNATURE);
  at.u32(0);
  at.u64(directoryOffset + directoryLength);
  at.u32(1);
  at.u32(END_SIGNATURE);
  at.u16(0);
  at.u16(0);
  at.u16(Math.min(count, 0xffff));
  at.u16(Math.min(count, 0xffff));
  at.u32(Math.min(directoryLength, IN_ZIP64));
  at.u32(IN_ZIP64);
  at.u16(0);
  return at.bytes;
}

function encodeCommon(at: ReturnType<typeof writer>, member: ZipMember): void {
  at.u16(UTF8_NAMES);
  at.u16(0); // STORE
  at.u16(0);
  at.u16(FIRST_DOS_DATE);
  at.u32(member.crc32);
  at.u32(IN_ZIP64);
  at.u32(IN_ZIP64);
}

function writer(length: number) {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let position = 0;
  const step = (width: number): number => (position += width) - width;
  return {
    bytes,
    u16: (value: number) => view.setUint16(step(2), value, true),
    u32: (value: number) => view.setUint32(step(4), value, true),
    u64: (value: number) => view.setBigUint64(step(8), BigInt(value), true),
    text: (ascii: string) => bytes.set(new TextEncoder().encode(ascii), step(ascii.length)),
  };
}
