import { describe, expect, test } from 'vitest';
import { processFacts, secretsIn } from './facts.ts';
import { findRefusals, refuseInProduction, ruleNames, type Facts, type RuleName } from './refusals.ts';

const probe = { objectLock: true, partHash: true, versioning: true };
const sound: Required<Omit<Facts, 'failpoint' | 'lockDurationMs'>> = {
  demoAccounts: 0,
  signatures: 'official',
  probe,
  allowsNoLock: false,
  store: { publicEndpoint: 'https://files.report.example.org' },
  origins: ['https://report.example.org', 'https://review.example.org'],
  secrets: { DATABASE_URL: 'kD83-jf02-Lq9z_Xw71', S3_SECRET_ACCESS_KEY: 'p0Zq3Vn8Yt6Rk1Ms4Wd7' },
  uid: 999,
  database: { user: 'exhibit_intake_login', isSuperuser: false, ownsTables: false },
  talkativeDatabase: [],
  keyFiles: [{ kind: 'sealing-private', mode: 0o600 }],
};

const unsound: [RuleName, string, Facts][] = [
  ['demoAccounts', 'demo accounts', { demoAccounts: 3 }],
  ['signatures', 'a scanner with the test signature only', { signatures: 'eicar-only' }],
  ['objectLock', 'a store without Object Lock', { probe: { ...probe, objectLock: false } }],
  ['objectLock', 'a store that was never probed', { probe: null }],
  ['storeIntegrity', 'a store that takes other bytes', { probe: { ...probe, partHash: false } }],
  ['storeIntegrity', 'a store without versions', { probe: { ...probe, versioning: false } }],
  ['foreignStore', 'a foreign store host', { store: { publicEndpoint: 'https://bucket.s3.amazonaws.com' } }],
  ['foreignStore', 'a foreign store host under another name', { store: { publicEndpoint: 'https://a.example', foreignHost: 'b.example' } }],
  ['foreignStore', 'a host that only ends like ours', { store: { publicEndpoint: 'https://evilreport.example.org' } }],
  ['plainOrigins', 'a plain http origin', { origins: ['http://report.example.org'] }],
  ['plainOrigins', 'a plain http store', { store: { publicEndpoint: 'http://report.example.org' } }],
  ['secrets', 'a published secret', { secrets: { DATABASE_URL: 'postgres' } }],
  ['secrets', 'an empty secret', { secrets: { REDIS_URL: '' } }],
  ['secrets', 'a short secret', { secrets: { REDIS_URL: 'kD83jf02' } }],
  ['secrets', 'a repeated secret', { secrets: { REDIS_URL: 'abababababababababab' } }],
  ['secrets', 'a default secret in disguise', { secrets: { REDIS_URL: 'change-me-12345678901234567890' } }],
  ['failpoint', 'a failpoint', { failpoint: 'receive.mid-copy' }],
  ['testTiming', "a test's lock duration", { lockDurationMs: 1000 }],
  ['root', 'running as root', { uid: 0 }],
  ['databaseOwner', 'a superuser', { database: { ...sound.database, isSuperuser: true } }],
  ['databaseOwner', "the database's owner", { database: { ...sound.database, ownsTables: true } }],
  ['talkativeDatabase', 'a server that logs statements', { talkativeDatabase: [{ name: 'log_statement', value: 'all' }] }],
  ['keyFiles', 'a key file that its group may read', { keyFiles: [{ kind: 'signing-private', mode: 0o640 }] }],
  ['keyFiles', 'a key file that all may read', { keyFiles: [{ kind: 'account', mode: 0o604 }] }],
];

test('a sound installation is not refused', () => {
  expect(findRefusals(sound)).toEqual([]);
});

test('a process is refused only for what it gave', () => {
  expect(findRefusals({})).toEqual([]);
});

test.each(unsound)('%s: refuses %s', (rule, _, facts) => {
  const found = findRefusals({ ...sound, ...facts });
  expect(found.map((refusal) => refusal.rule)).toEqual([rule]);
  expect(found[0]?.sentence).toMatch(/\.$/);
  expect(() => refuseInProduction('production', { ...sound, ...facts })).toThrow(expect.objectContaining({ name: 'ProductionRefused' }));
  expect(() => refuseInProduction('local', { ...sound, ...facts })).not.toThrow();
});

test('every rule has been seen to refuse something', () => {
  expect(new Set(unsound.map(([rule]) => rule))).toEqual(new Set(ruleNames));
});

test('no sentence shows a secret', () => {
  const secrets = { DATABASE_URL: 'changeme', REDIS_URL: 'kD83jf02' };
  expect(JSON.stringify(findRefusals({ secrets }))).not.toMatch(/changeme|kD83jf02/);
});

describe('what is meant on purpose', () => {
  test('a foreign host may be named', () => {
    expect(findRefusals({ ...sound, store: { publicEndpoint: 'https://s3.example.net', foreignHost: 's3.example.net' } })).toEqual([]);
  });
  test('a lack of Object Lock may be allowed', () => {
    expect(findRefusals({ ...sound, probe: { ...probe, objectLock: false }, allowsNoLock: true })).toEqual([]);
  });
  test('an onion address needs no https', () => {
    const onion = `http://${'a'.repeat(56)}.onion`;
    expect(findRefusals({ ...sound, origins: [onion], store: { publicEndpoint: onion } })).toEqual([]);
  });
});

test('facts about this process are collected, the unknown as the worst', async () => {
  const facts = await processFacts({ account: '/does/not/exist', signing: undefined });
  expect(facts.uid).toBe(process.geteuid?.());
  expect(facts.keyFiles).toEqual([{ kind: 'account', mode: 0o777 }]);
  expect(secretsIn({ DATABASE_URL: 'postgres://u:p%40ss@h/db', REDIS_URL: 'redis://h', OTHER: undefined })).toEqual({
    DATABASE_URL: 'p@ss',
    REDIS_URL: '',
  });
});
