/**
 * Checkpoints as signed notes (C2SP signed-note and tlog-checkpoint): a text of a few lines that any transparency-log tool reads. Pure;
 * whoever calls brings the signature or the means to check one.
 */
import { fromHex, sha256, toHex, utf8 } from './sha256.ts';

/** Names the log in every checkpoint; the office is told apart by its key. */
export const checkpointOrigin = 'exhibit/custody';
const signerName = 'exhibit';
const ed25519 = 1; // the signature type's number in C2SP signed-note

export type Checkpoint = {
  size: number;
  root: Uint8Array;
  /** RFC 3339, UTC, milliseconds: when it was closed, by the database's clock. */ at: string;
};
export type NoteSignature = { name: string; keyId: string; signature: Uint8Array };

/** The text that is signed: origin, size, root, and the time as an extension line. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  return `${checkpointOrigin}\n${checkpoint.size}\n${toBase64(checkpoint.root)}\ntime ${checkpoint.at}\n`;
}

/** Text and one Ed25519 signature over its bytes. `publicKey` is 32 raw bytes. */
export function formatNote(text: string, signed: { publicKey: Uint8Array; signature: Uint8Array }): string {
  const keyId = fromHex(noteKeyId(signed.publicKey)) ?? new Uint8Array();
  return `${text}\n— ${signerName} ${toBase64(Uint8Array.of(...keyId, ...signed.signature))}\n`;
}

/** The first four bytes of SHA-256(name, newline, type, key), in hex. */
export function noteKeyId(publicKey: Uint8Array): string {
  return toHex(sha256(utf8(`${signerName}\n`), Uint8Array.of(ed25519), publicKey)).slice(0, 8);
}

/** Text and signatures of a note; null where it is not one. */
export function parseNote(note: string): { text: string; signatures: NoteSignature[] } | null {
  const border = note.lastIndexOf('\n\n');
  if (border < 0 || !note.endsWith('\n')) return null;
  const signatures: NoteSignature[] = [];
  for (const line of note.slice(border + 2, -1).split('\n')) {
    const [, name, encoded] = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? [];
    const bytes = encoded ? fromBase64(encoded) : null;
    if (!name || !bytes || bytes.length < 5) return null;
    signatures.push({ name, keyId: toHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) });
  }
  return { text: note.slice(0, border + 1), signatures };
}

/** What a checkpoint's text says; null where it is not one of this log. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [, size, root, at] =
    /^exhibit\/custody\n(0|[1-9]\d{0,14})\n([A-Za-z0-9+/]{43}=)\ntime (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\n$/.exec(text) ?? [];
  const bytes = root ? fromBase64(root) : null;
  return size && bytes && at ? { size: Number(size), root: bytes, at } : null;
}

/**
 * The checkpoint of a note that carries a good signature of this key; null for anything else.
 * `isSignature` checks Ed25519 over bytes.
 */
export function openCheckpoint(
  note: string,
  publicKey: Uint8Array,
  isSignature: (publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array) => boolean,
): Checkpoint | null {
  const parsed = parseNote(note);
  if (!parsed) return null;
  const keyId = noteKeyId(publicKey);
  const isSigned = parsed.signatures.some(
    (one) => one.name === signerName && one.keyId === keyId && isSignature(publicKey, utf8(parsed.text), one.signature),
  );
  return isSigned ? parseCheckpoint(parsed.text) : null;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function fromBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? Uint8Array.from(bytes) : null;
}
