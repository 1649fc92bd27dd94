import { createHash, createSecretKey, randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draftSecrets, newDraftKey, openDraft, sealDraft } from './draft.ts';
import { readKeyFile, writeKeyFile } from './key-file.ts';
import { makeAccountKey, makeSealingKeys, makeSigningKeys } from './keys.ts';
import { loadSealingPrivateKey, openIdentity } from './open.ts';
import { hashPassword, isPassword } from './password.ts';
import { loadSealingPublicKey, sealIdentity } from './seal.ts';
import { fingerprint, isSignature, loadSigningKey, loadSigningPublicKey, publicKeyPem, signBytes } from './signing.ts';
import { hashToken, newToken } from './tokens.ts';
import { loadAccountKey, matchTotp, newTotpSecret, openTotp, sealTotp, totpAddress, totpCode } from './totp.ts';
import { followProof, newPassphrase, newReference, normaliseReference } from './witness.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exhibit-keys-'));
});
afterAll(() => rm(folder, { recursive: true }));
const file = (name: string) => join(folder, name);

describe('a draft', () => {
  test('opens with its key and with no other', () => {
    const secrets = draftSecrets(newDraftKey());
    const sealed = sealDraft(secrets, Buffer.from('what I saw'));
    expect(openDraft(secrets, sealed).toString()).toBe('what I saw');
    expect(() => openDraft(draftSecrets(newDraftKey()), sealed)).toThrow(expect.objectContaining({ name: 'DraftBroken' }));
  });

  test('opens as it was, whatever its length', () => {
    const secrets = draftSecrets(newDraftKey());
    for (const length of [0, 1, 4094, 4095, 4096, 4097, 100_000]) {
      const bytes = Buffer.alloc(length, 0x80);
      expect(openDraft(secrets, sealDraft(secrets, bytes)).equals(bytes)).toBe(true);
    }
  });

  test('does not open when one bit of it was changed', () => {
    const secrets = draftSecrets(newDraftKey());
    const sealed = sealDraft(secrets, Buffer.from('what I saw'));
    for (const at of [0, 1, 12, 13, 500, sealed.byteLength - 1]) {
      const altered = Buffer.from(sealed);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => openDraft(secrets, altered)).toThrow(expect.objectContaining({ name: 'DraftBroken' }));
    }
  });

  test('tells little by its length, and nothing by being saved again', () => {
    const secrets = draftSecrets(newDraftKey());
    const [short, longer] = [sealDraft(secrets, Buffer.from('a')), sealDraft(secrets, Buffer.from('a'.repeat(3000)))];
    expect(short.byteLength).toBe(longer.byteLength);
    expect(sealDraft(secrets, Buffer.from('a')).equals(short)).toBe(false);
  });

  test('has a proof that is not its cipher key and not the cookie', () => {
    const key = newDraftKey();
    const { proof, cipher } = draftSecrets(key);
    expect([proof.byteLength, cipher.symmetricKeySize]).toEqual([32, 32]);
    expect([draftSecrets(key).proof.equals(proof), draftSecrets(key).cipher.equals(cipher)]).toEqual([true, true]);
    expect(new Set([key, proof.toString('base64url'), cipher.export().toString('base64url')]).size).toBe(3);
    expect(() => openDraft({ cipher: createSecretKey(proof) }, sealDraft({ cipher }, Buffer.from('x')))).toThrow();
  });

  test.each(['', 'short', 'x'.repeat(44), `${'x'.repeat(42)}!`, '../../etc/passwd'])('has no key like %j', (key) => {
    expect(() => draftSecrets(key)).toThrow(expect.objectContaining({ name: 'DraftKeyInvalid' }));
  });
});

describe("a witness's reference and passphrase", () => {
  test('look as promised', () => {
    expect(newReference()).toMatch(/^EX-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const words = newPassphrase().split(' ');
    expect(words).toHaveLength(7);
    for (const word of words) expect(wordlist).toContain(word);
    expect(Math.log2(wordlist.length) * 7).toBe(77);
  });

  test('are different each time', () => {
    expect(new Set(Array.from({ length: 1000 }, newReference)).size).toBe(1000);
    expect(new Set(Array.from({ length: 100 }, newPassphrase)).size).toBe(100);
  });

  test.each(['EX-7K3M-9QXT', 'ex-7k3m-9qxt', '7K3M9QXT', ' ex 7k3m 9qxt ', 'EX7K3M9QXT', 'EX–7K3M–9QXT', 'ＥＸ-7K3M-9QXT'])(
    'are understood when typed as %j',
    (typed) => {
      expect(normaliseReference(typed)).toBe('EX-7K3M-9QXT');
    },
  );

  test('take letters that look like digits for digits', () => {
    expect(normaliseReference('EX-OIL0-1111')).toBe('EX-0110-1111');
    expect(normaliseReference('EX234567')).toBe('EX-EX23-4567'); // eight letters are the whole code
  });

  test('give the same proof however the words are typed', () => {
    const proof = followProof('EX-7K3M-9QXT', 'abandon ability able about above absent absorb');
    for (const typed of [
      'Abandon Ability ABLE about above absent absorb',
      ' abandon-ability--able, about\nabove\tabsent absorb. ',
      'abandon\u00a0ability able about above absent absorb',
    ]) {
      expect(followProof('7k3m 9qxt', typed).equals(proof)).toBe(true);
    }
    expect(followProof('EX-7K3M-9QXS', 'abandon ability able about above absent absorb').equals(proof)).toBe(false);
    expect(followProof('EX-7K3M-9QXT', 'ability abandon able about above absent absorb').equals(proof)).toBe(false);
    expect(proof).toHaveLength(32);
  });

  test.each(['', '\0', '🦉', 'x'.repeat(100_000), '\u202eabc'])('give some proof for hostile input %#, never an error', (typed) => {
    expect(followProof(typed, typed)).toHaveLength(32);
  });

  test('keep their proofs as they are: receipts are on paper', () => {
    expect(followProof('EX-7K3M-9QXT', 'abandon ability able about above absent absorb').toString('hex')).toBe(
      '6864d83a0efa9247682f06c839d6e32c01edab1d206b7f469f5106e0b0f20154',
    );
  });
});

describe('an identity', () => {
  const submissionId = randomUUID();
  const identity = { name: 'Ana Témoin', phone: '555 0100' };
  async function sealed() {
    const { publicKey, privateKey } = await makeSealingKeys();
    const [publicFile, privateFile] = [file(`${publicKey.id}.public`), file(`${privateKey.id}.private`)];
    await writeKeyFile(publicFile, publicKey);
    await writeKeyFile(privateFile, privateKey);
    const key = await loadSealingPublicKey(publicFile);
    const seals = await sealIdentity(key, {
      submissionId,
      identities: [
        { kind: 'witness', identity },
        { kind: 'affected', identity: null },
      ],
    });
    const [witness, affected] = seals.identities;
    if (!witness || !affected) throw new Error('two were sealed');
    return { seals, witness, affected, privateKey: await loadSealingPrivateKey(privateFile, 'production') };
  }

  test('opens with the private key only', async () => {
    const { seals, witness, affected, privateKey } = await sealed();
    expect(seals.sealingKeyId).toBe(privateKey.id);
    const base = { submissionId, wrapped: seals.wrapped };
    expect(
      await openIdentity(privateKey, {
        ...base,
        kind: 'witness',
        sealed: witness.sealed,
      }),
    ).toEqual(identity);
    expect(
      await openIdentity(privateKey, {
        ...base,
        kind: 'affected',
        sealed: affected.sealed,
      }),
    ).toBeNull();
    const other = await sealed();
    await expect(
      openIdentity(other.privateKey, {
        ...base,
        kind: 'witness',
        sealed: witness.sealed,
      }),
    ).rejects.toMatchObject({
      name: 'SealBroken',
    });
  });

  test('cannot be moved to another submission or kind, altered, or read in an error', async () => {
    const { seals, witness, affected, privateKey } = await sealed();
    const right = { submissionId, kind: 'witness', wrapped: seals.wrapped, sealed: witness.sealed } as const;
    const altered = Buffer.from(witness.sealed);
    altered[40] = (altered[40] ?? 0) ^ 1;
    const wrongs = [
      { ...right, submissionId: randomUUID() },
      { ...right, kind: 'affected' as const },
      { ...right, sealed: affected.sealed },
      { ...right, sealed: altered },
      { ...right, sealed: Buffer.alloc(3) },
      { ...right, wrapped: Buffer.alloc(100) },
    ];
    for (const wrong of wrongs) {
      const error: unknown = await openIdentity(privateKey, wrong).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'SealBroken' });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/Ana|555/);
    }
  });

  test('is padded, and never the same twice', async () => {
    const { witness, affected } = await sealed();
    expect(witness.sealed.byteLength).toBe(affected.sealed.byteLength);
    expect((await sealed()).witness.sealed.equals(witness.sealed)).toBe(false);
    expect(witness.sealed.includes('Ana')).toBe(false);
  });

  test('is sealed in a box that libsodium itself opens', async () => {
    const { seals, privateKey } = await sealed();
    await sodium.ready;
    const publicKey = sodium.crypto_scalarmult_base(privateKey.bytes);
    expect(
      Buffer.from(sodium.crypto_box_seal_open(seals.wrapped, publicKey, privateKey.bytes))
        .subarray(32)
        .toString(),
    ).toBe(submissionId);
  });
});

describe('a key file', () => {
  test('is for its owner alone, unless it is public, and is never overwritten', async () => {
    const { publicKey, privateKey } = makeSigningKeys();
    await writeKeyFile(file('a.private'), privateKey);
    await writeKeyFile(file('a.public'), publicKey);
    expect((await stat(file('a.private'))).mode & 0o777).toBe(0o600);
    expect((await stat(file('a.public'))).mode & 0o777).toBe(0o644);
    await expect(writeKeyFile(file('a.private'), privateKey)).rejects.toMatchObject({ code: 'EEXIST' });
  });

  test.each([
    [0o640, 'production', 'KeyFileTooOpen'],
    [0o604, 'production', 'KeyFileTooOpen'],
    [0o604, 'local', 'KeyFileTooOpen'],
    [0o640, 'local', null],
    [0o600, 'production', null],
  ])('with mode %o in %s: %s', async (bits, mode, refused) => {
    const path = file(`mode-${bits}-${mode}`);
    await writeKeyFile(path, makeAccountKey());
    await chmod(path, bits);
    const read = readKeyFile(path, 'account', mode);
    if (refused) await expect(read).rejects.toMatchObject({ name: refused });
    else expect((await read).bytes).toHaveLength(32);
  });

  test.each(['', '{}', 'not json SECRET', '{"format":"exhibit-key/1","kind":"account","id":"0123456789abcdef","key":"SECRET"}'])(
    'that holds %j is refused without repeating it',
    async (text) => {
      const path = file(`bad-${createHash('sha256').update(text).digest('hex')}`);
      await writeFile(path, text, { mode: 0o600 });
      const error: unknown = await readKeyFile(path, 'account', 'production').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'KeyFileInvalid' });
      expect(String(error)).not.toContain('SECRET');
    },
  );

  test('of another kind, or a missing one, is refused', async () => {
    await writeKeyFile(file('account.key'), makeAccountKey());
    await expect(loadSigningKey(file('account.key'), 'local')).rejects.toMatchObject({ name: 'KeyFileInvalid' });
    await expect(loadAccountKey(file('nothing.key'), 'local')).rejects.toMatchObject({ name: 'KeyFileInvalid' });
    expect((await loadAccountKey(file('account.key'), 'local')).id).toMatch(/^[0-9a-f]{16}$/);
  });

  test('does not give its secret away by its id', async () => {
    const key = makeAccountKey();
    expect(createHash('sha256').update(Buffer.from(key.key, 'base64url')).digest('hex')).not.toContain(key.id);
    expect(JSON.parse(await readFile(file('account.key'), 'utf8'))).toMatchObject({ format: 'exhibit-key/1', kind: 'account' });
  });
});

describe('a signature', () => {
  test('is by this key over these bytes', async () => {
    const pair = makeSigningKeys();
    await writeKeyFile(file('s.private'), pair.privateKey);
    await writeKeyFile(file('s.public'), pair.publicKey);
    const key = await loadSigningKey(file('s.private'), 'production');
    const { publicKey, id } = await loadSigningPublicKey(file('s.public'));
    expect(publicKey.equals(key.publicKey)).toBe(true);
    expect([id, pair.privateKey.id]).toEqual([key.id, key.id]);
    const bytes = Buffer.from('manifest');
    const signature = signBytes(key, bytes);
    expect(isSignature(publicKey, bytes, signature)).toBe(true);
    expect(isSignature(publicKey, Buffer.from('Manifest'), signature)).toBe(false);
    expect(isSignature(publicKey, bytes, signature.subarray(1))).toBe(false);
    expect(isSignature(publicKey.subarray(1), bytes, signature)).toBe(false);
    expect(isSignature(Buffer.from(makeSigningKeys().publicKey.key, 'base64url'), bytes, signature)).toBe(false);
    expect(publicKeyPem(publicKey)).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    expect(fingerprint(publicKey).startsWith(id)).toBe(true);
  });
});

describe('a password', () => {
  test('is hashed by Argon2id as a PHC string, salted', async () => {
    const stored = await hashPassword('correct horse');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await hashPassword('correct horse')).not.toBe(stored);
    expect(await isPassword(stored, 'correct horse')).toBe(true);
    expect(await isPassword(stored, 'correct horsf')).toBe(false);
    expect(await isPassword(stored, '')).toBe(false);
  });

  test('is the same from keyboards that compose letters differently', async () => {
    expect(await isPassword(await hashPassword('caf\u00e9'), 'cafe\u0301')).toBe(true);
  });

  test('of nobody, or of an unreadable row, is no password', async () => {
    for (const stored of [
      null,
      '',
      'plain',
      '$argon2id$v=19$m=9999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      '$argon2i$v=19$m=19456,t=2,p=1$AAAA$AAAA',
    ]) {
      expect(await isPassword(stored, 'anything')).toBe(false);
    }
  });

  test('is not endless', async () => {
    await expect(hashPassword('x'.repeat(1025))).rejects.toThrow(RangeError);
    expect(await isPassword(await hashPassword('x'.repeat(1024)), 'x'.repeat(1025))).toBe(false);
  });

  test('is checked as other implementations would', async () => {
    // From the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
    const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await isPassword(reference, 'password')).toBe(true);
    expect(await isPassword(reference, 'differentpassword')).toBe(false);
  });
});

describe('a one-time code', () => {
  const secret = newTotpSecret();
  const now = Date.UTC(2026, 0, 1, 12, 0, 15);
  const step = Math.floor(now / 30_000);

  test("is RFC 6238's", () => {
    const rfc = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'; // "12345678901234567890"
    expect(totpCode(rfc, 59_000)).toBe('287082');
    expect(totpCode(rfc, 1_111_111_109_000)).toBe('081804');
  });

  test('is taken one step early or late, and says which step it was', () => {
    for (const drift of [-1, 0, 1]) {
      expect(
        matchTotp(secret, totpCode(secret, now + drift * 30_000), {
          now,
          lastStep: 0,
        }),
      ).toBe(step + drift);
    }
    for (const drift of [-2, 2])
      expect(
        matchTotp(secret, totpCode(secret, now + drift * 30_000), {
          now,
          lastStep: 0,
        }),
      ).toBeNull();
  });

  test('is good once', () => {
    const code = totpCode(secret, now);
    expect(matchTotp(secret, code, { now, lastStep: step - 1 })).toBe(step);
    expect(matchTotp(secret, code, { now, lastStep: step })).toBeNull();
    expect(matchTotp(secret, code, { now, lastStep: step + 1 })).toBeNull();
  });

  test('may be typed with a space, and nothing else is a code', () => {
    const code = totpCode(secret, now);
    expect(
      matchTotp(secret, `${code.slice(0, 3)} ${code.slice(3)}`, {
        now,
        lastStep: 0,
      }),
    ).toBe(step);
    for (const typed of ['', '12345', '1234567', 'abcdef', `${code}0`, '١٢٣٤٥٦'])
      expect(matchTotp(secret, typed, { now, lastStep: 0 })).toBeNull();
  });

  test('has a secret that opens for its account only', async () => {
    await writeKeyFile(file('totp.key'), makeAccountKey());
    const key = await loadAccountKey(file('totp.key'), 'production');
    const account = randomUUID();
    const sealed = sealTotp(key, account, secret);
    expect(openTotp(key, account, sealed)).toBe(secret);
    expect(sealed.includes(secret)).toBe(false);
    expect(() => openTotp(key, randomUUID(), sealed)).toThrow(expect.objectContaining({ name: 'TotpBroken' }));
    expect(() => openTotp(key, account, sealed.subarray(0, 10))).toThrow(expect.objectContaining({ name: 'TotpBroken' }));
    expect(totpAddress(secret, { issuer: 'Exhibit', account: 'a@example.org' })).toContain(`secret=${secret}`);
  });
});

test('a token is random, and only its hash is to be kept', () => {
  const { token, hash } = newToken();
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(hashToken(token).equals(hash)).toBe(true);
  expect(newToken().token).not.toBe(token);
  expect(hashToken('x'.repeat(1_000_000))).toHaveLength(32);
});
