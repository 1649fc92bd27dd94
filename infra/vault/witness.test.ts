/** Reference and passphrase in digits: another way to write the same thing, never another way in. */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { followProof, newPassphrase, newReference, normaliseReference, passphraseInDigits, referenceInDigits } from './witness.ts';

const reference = 'EX-7K3M-9QXT';
const passphrases = fc.array(fc.integer({ min: 0, max: 2047 }), { minLength: 7, maxLength: 7 }).map((places) => ({
  words: places.map((place) => wordlist[place]).join(' '),
  digits: places.map((place) => String(place + 1).padStart(4, '0')).join(' '),
}));
const references = fc.stringMatching(/^EX-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
const proves = (typed: string, words: string): boolean => followProof(reference, typed).equals(followProof(reference, words));
/** 0 of each script that is understood, ASCII's first. */
const zeros = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xff10];
const inScript = (digits: string, zero: number): string =>
  digits.replaceAll(/[0-9]/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const spacing = fc.stringMatching(/^[ \t\n.,·–—_\u00a0\u200f\u200e\u3000-]{1,3}$/);

test('every word of the list has its own four digits, and they stand for it', () => {
  const rest = 'ability able about above absent absorb';
  const seen = new Set<string>();
  for (const word of wordlist) {
    const digits = passphraseInDigits(`${word} ${rest}`);
    expect(digits).toMatch(/^(?:[0-2]\d{3}(?: |$)){7}$/);
    seen.add(digits.slice(0, 4));
    expect(proves(digits, `${word} ${rest}`), word).toBe(true);
  }
  expect(seen.size).toBe(2048);
  expect([...seen].toSorted().at(0)).toBe('0001');
  expect([...seen].toSorted().at(-1)).toBe('2048');
});

test('the numbers of a passphrase are written down in this test: receipts are on paper', () => {
  expect(passphraseInDigits('abandon ability able about above absent zoo')).toBe('0001 0002 0003 0004 0005 0006 2048');
  expect(followProof(reference, '0001 0002 0003 0004 0005 0006 0007').toString('hex')).toBe(
    '6864d83a0efa9247682f06c839d6e32c01edab1d206b7f469f5106e0b0f20154', // as for the words, in vault.test.ts
  );
  expect(referenceInDigits('EX-7K3M-9QXT')).toBe('0719 0320 0923 2926');
});

test('any passphrase is given by its digits in any script, with any spacing or none', () => {
  fc.assert(
    fc.property(passphrases, fc.constantFrom(...zeros), spacing, ({ words, digits }, zero, between) => {
      expect(passphraseInDigits(words)).toBe(digits);
      expect(proves(inScript(digits, zero), words)).toBe(true);
      expect(proves(inScript(digits.replaceAll(' ', between), zero), words)).toBe(true);
      expect(proves(inScript(digits.replaceAll(' ', ''), zero), words)).toBe(true);
      expect(proves([...inScript(digits.replaceAll(' ', ''), zero)].join(between), words)).toBe(true);
      expect(proves(digits.split(' ').map(Number).join(' '), words)).toBe(true); // leading zeros forgotten
    }),
  );
});

test('scripts may be mixed within the digits, as keyboards do', () => {
  fc.assert(
    fc.property(passphrases, fc.infiniteStream(fc.constantFrom(...zeros)), ({ words, digits }, stream) => {
      const mixed = digits.replaceAll(/[0-9]/g, (digit) => inScript(digit, stream.next().value ?? 0x30));
      expect(proves(mixed, words)).toBe(true);
    }),
  );
});

test('what is not a passphrase in digits proves something else, and never fails', () => {
  const { words, digits } = { words: 'abandon ability able about above absent absorb', digits: '0001 0002 0003 0004 0005 0006 0007' };
  for (const typed of [
    `abandon ${digits.slice(5)}`, // a word among digits
    `${digits.slice(0, -5)} absorb`,
    `${digits} 0008`,
    digits.slice(0, -5),
    digits.replace('0001', '0000'),
    digits.replace('0001', '2049'),
    digits.replace('0001', '9999'),
    digits.replace('0001', '00001'), // 29 digits
    digits.replace('0001', '1.5'),
    '0x1 0002 0003 0004 0005 0006 0007',
    '1e0 0002 0003 0004 0005 0006 0007',
    '0001'.repeat(300),
    '²⁰⁴⁸', // superscripts are numbers of another kind
    '',
  ])
    expect(proves(typed, words), typed).toBe(false);
});

test('no other text comes to stand for a passphrase: changing one digit changes the proof', () => {
  fc.assert(
    fc.property(passphrases, fc.nat({ max: 27 }), fc.integer({ min: 1, max: 9 }), ({ words, digits }, place, by) => {
      const plain = [...digits.replaceAll(' ', '')];
      plain[place] = String((Number(plain[place]) + by) % 10);
      expect(proves(plain.join(''), words)).toBe(false);
    }),
  );
});

test('passphrases given out before are typed as before', () => {
  fc.assert(
    fc.property(passphrases, ({ words }) => {
      expect(proves(words.toUpperCase().replaceAll(' ', '-'), words)).toBe(true);
    }),
  );
  expect(passphraseInDigits(newPassphrase())).toMatch(/^\d{4}(?: \d{4}){6}$/);
  expect(referenceInDigits(newReference())).toMatch(/^\d{4}(?: \d{4}){3}$/);
});

test('a reference is found by its digits in any script, and by its letters as before', () => {
  fc.assert(
    fc.property(references, fc.constantFrom(...zeros), (given, zero) => {
      const digits = referenceInDigits(given);
      expect(digits).toMatch(/^\d{4}(?: \d{4}){3}$/);
      expect(normaliseReference(inScript(digits, zero))).toBe(given);
      expect(normaliseReference(inScript(digits.replaceAll(' ', ''), zero))).toBe(given);
      expect(normaliseReference(given)).toBe(given);
      expect(normaliseReference(inScript(given, zero))).toBe(given);
    }),
  );
  expect(normaliseReference('1234-5678')).toBe('EX-1234-5678'); // a reference that happens to have no letter
  expect(normaliseReference('3200 0000 0000 0000')).not.toMatch(/^EX-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/); // no character has the number 32
});

test('digits are made of our own references and passphrases alone', () => {
  for (const wrong of ['', 'abandon', 'abandon ability able about above absent exhibits', 'Abandon ability able about above absent absorb'])
    expect(() => passphraseInDigits(wrong)).toThrow(TypeError);
  for (const wrong of ['', 'EX-', 'EX-7K3M-9QX', 'EX-7K3M-9QXU', 'ex-7k3m-9qxt']) expect(() => referenceInDigits(wrong)).toThrow(TypeError);
});
