/**
 * What a witness takes away: a reference, which may be said aloud, and a passphrase, which opens the follow-up page. The passphrase has 77 bits, so its
 * proof needs no slow hash, and a wrong passphrase and an unknown reference cost the same time.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { hkdfSync, randomInt } from 'node:crypto';

/** Crockford's alphabet: no I, L, O, U, so that nothing is read as something else. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const referenceLength = 8;
/** 11 bits each. */
const passphraseWords = 7;

/** A new reference such as `EX-7K3M-9QXT` (40 random bits; the record's unique index refuses a second). */
export function newReference(): string {
  let code = '';
  for (let place = 0; place < referenceLength; place++) code += alphabet[randomInt(alphabet.length)];
  return present(code);
}

/** Seven words of the BIP-39 English list, with single spaces. */
export function newPassphrase(): string {
  return Array.from({ length: passphraseWords }, () => wordlist[randomInt(wordlist.length)]).join(' ');
}

/**
 * The reference as the record keeps it, from what a person typed: any case, spaces or hyphens or none, with or without `EX`, O for 0, I or L for 1.
 * Anything at all is accepted and bounded; what is no reference simply is not found.
 */
export function normaliseReference(typed: string): string {
  const plain = typed
    .slice(0, 200)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
  const code = (plain.length > referenceLength && plain.startsWith('EX') ? plain.slice(2) : plain).replace(/O/g, '0').replace(/[IL]/g, '1');
  return present(code.slice(0, 32));
}

/**
 * What is shown to the record to be let at a report: 32 bytes, HKDF-SHA256 of the passphrase with the reference as salt. The row keeps its SHA-256.
 * Both are normalised first; wrong input gives a wrong proof, never an error.
 */
export function followProof(reference: string, passphrase: string): Buffer {
  return Buffer.from(hkdfSync('sha256', normalisePassphrase(passphrase), normaliseReference(reference), 'exhibit/follow/1', 32));
}

function normalisePassphrase(typed: string): string {
  return typed
    .slice(0, 1000)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim();
}

function present(code: string): string {
  return `EX-${code.slice(0, 4)}-${code.slice(4)}`;
}
