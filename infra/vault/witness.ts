/**
 * What a witness takes away: a reference, which may be said aloud, and a passphrase, which opens the follow-up page. The passphrase has 77 bits, so its
 * proof needs no slow hash, and a wrong passphrase and an unknown reference cost the same time.
 *
 * Both can also be written in digits alone, for who does not write Latin letters, or has no keyboard for them. A passphrase: each word's number in the published list,
 * counted from 1, in four digits, so seven groups from 0001 to 2048. A reference: each character's place in the alphabet below, counted from 0, in two digits,
 * so four groups of four. Either way it is the same reference and the same proof: nothing more is stored, and every passphrase given out before has its digits too.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { hkdfSync, randomInt } from 'node:crypto';

/** Crockford's alphabet: no I, L, O, U, so that nothing is read as something else. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const referenceLength = 8;
/** 11 bits each. */
const passphraseWords = 7;
/** Digits of a word's number. */
const groupLength = 4;

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

/** A passphrase of ours in digits: `0001 0712 2048 …`. Throws for anything that is not one. */
export function passphraseInDigits(passphrase: string): string {
  const numbers = passphrase.split(' ').map((word) => wordlist.indexOf(word) + 1);
  if (numbers.length !== passphraseWords || numbers.includes(0)) throw new TypeError('not a passphrase of ours');
  return numbers.map((number) => String(number).padStart(groupLength, '0')).join(' ');
}

/** A reference of ours in digits: `0719 0320 …`. Throws for anything that is not one. */
export function referenceInDigits(reference: string): string {
  const places = [...reference.replace(/^EX-/, '').replace('-', '')].map((character) => alphabet.indexOf(character));
  if (places.length !== referenceLength || places.includes(-1)) throw new TypeError('not a reference of ours');
  return inGroups(places.map((place) => String(place).padStart(2, '0')).join('')).join(' ');
}

/**
 * The reference as the record keeps it, from what a person typed: any case, spaces or hyphens or none, with or without `EX`, O for 0, I or L for 1; or its digits,
 * in any script. Anything at all is accepted and bounded; what is no reference simply is not found.
 */
export function normaliseReference(typed: string): string {
  const plain = asciiDigits(typed.slice(0, 200).normalize('NFKC'))
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
  const spelt = lettersOf(plain);
  if (spelt !== null) return present(spelt);
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

/** Words in lower case with single spaces. Digits become their words; digits among words, or numbers that no word has, stay as they are and prove nothing. */
function normalisePassphrase(typed: string): string {
  const plain = asciiDigits(typed.slice(0, 1000).normalize('NFKD'))
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim();
  return wordsOf(plain) ?? plain;
}

/** Null where these are not the digits of a passphrase. However they are spaced there are 28; with a space between the groups their leading zeros may be missing. */
function wordsOf(plain: string): string | null {
  if (!/^[0-9 ]+$/.test(plain)) return null;
  const digits = plain.replaceAll(' ', '');
  const groups = digits.length === passphraseWords * groupLength ? inGroups(digits) : plain.split(' ');
  if (groups.length !== passphraseWords || groups.some((group) => group.length > groupLength)) return null;
  const words = groups.map((group) => wordlist[Number(group) - 1]);
  return words.includes(undefined) ? null : words.join(' ');
}

/** Null where these are not the digits of a reference. A reference in letters is half as long, so the two cannot be taken for each other. */
function lettersOf(plain: string): string | null {
  if (!/^[0-9]{16}$/.test(plain)) return null;
  const letters = (plain.match(/../g) ?? []).map((place) => alphabet[Number(place)]);
  return letters.includes(undefined) ? null : letters.join('');
}

function inGroups(digits: string): string[] {
  return digits.match(/.{4}/g) ?? [];
}

/** The zeros of the scripts in which people here write numbers: Arabic-Indic, Persian and Urdu, Devanagari, Bengali, Gurmukhi, Gujarati, Tamil. The nine others follow each. */
const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6];

function asciiDigits(text: string): string {
  return text.replace(/\p{Decimal_Number}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = zeros.find((first) => code >= first && code <= first + 9);
    return zero === undefined ? digit : String(code - zero);
  });
}

function present(code: string): string {
  return `EX-${code.slice(0, 4)}-${code.slice(4)}`;
}
