import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { formatCheckpoint, formatNote, openCheckpoint, parseNote } from './note.ts';
import { sha256, toHex, utf8 } from './sha256.ts';

const pair = generateKeyPairSync('ed25519');
const publicKey = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
const isSignature = (_key: Uint8Array, bytes: Uint8Array, signature: Uint8Array) => verify(null, bytes, pair.publicKey, signature);
const checkpoint = { size: 7, root: sha256(utf8('root')), at: '2026-01-02T03:04:05.006Z' };
const text = formatCheckpoint(checkpoint);
const note = formatNote(text, { publicKey, signature: sign(null, utf8(text), pair.privateKey) });

describe('a checkpoint as a signed note', () => {
  test('has origin, size, root and time on lines of their own, then the signature', () => {
    expect(note.split('\n')).toEqual([
      'exhibit/custody',
      '7',
      Buffer.from(checkpoint.root).toString('base64'),
      'time 2026-01-02T03:04:05.006Z',
      '',
      expect.stringMatching(/^— exhibit [A-Za-z0-9+/=]+$/),
      '',
    ]);
  });

  test('opens to what was signed', () => {
    const opened = openCheckpoint(note, publicKey, isSignature);
    expect(opened).toMatchObject({ size: 7, at: checkpoint.at });
    expect(toHex(opened?.root ?? new Uint8Array())).toBe(toHex(checkpoint.root));
  });

  test('does not open after any character of it was changed', () => {
    for (let at = 0; at < note.length; at += 1) {
      const other = note[at] === 'A' ? 'B' : 'A';
      expect(openCheckpoint(note.slice(0, at) + other + note.slice(at + 1), publicKey, isSignature), `character ${at}`).toBeNull();
    }
  });

  test('does not open for another key, without a signature, or as something else', () => {
    expect(openCheckpoint(note, sha256(publicKey), isSignature)).toBeNull();
    expect(openCheckpoint(text, publicKey, isSignature)).toBeNull();
    expect(parseNote('no note')).toBeNull();
  });
});
