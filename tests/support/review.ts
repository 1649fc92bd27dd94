/** People and reports for tests of the console: accounts that can sign in, and reports whose files stand in any state, put there as the workers would leave them. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { createAccount } from '#db/accounts/create-account.ts';
import type { Role } from '#db/vocabularies/rights.ts';
import type { Verdict } from '#db/vocabularies/verdicts.ts';
import { keyFiles } from '#infra/local/environments.mjs';
import { putObject } from '#infra/store/objects.ts';
import { hashPassword } from '#infra/vault/password.ts';
import { newToken } from '#infra/vault/tokens.ts';
import { loadAccountKey, newTotpSecret, sealTotp, totpCode } from '#infra/vault/totp.ts';
import type { World } from '#tests/support/world.ts';

export type StaffMember = { id: string; name: string; email: string; password: string; totpSecret: string };

/** An account with these roles. Codes come from `codeOf`. */
export async function makeStaff(world: World, roles: readonly Role[], name = `Test ${roles.join(' ')}`): Promise<StaffMember> {
  const id = randomUUID();
  const person = {
    id,
    name,
    email: `${id.slice(0, 8)}@office.example`,
    password: randomBytes(12).toString('base64url'),
    totpSecret: newTotpSecret(),
  };
  const key = await loadAccountKey(path.join(world.installation.keys, keyFiles.account), 'test');
  await createAccount(world.sql('console'), {
    id,
    email: person.email,
    name,
    passwordHash: await hashPassword(person.password),
    totpSealed: sealTotp(key, id, person.totpSecret),
    roles,
    demo: false,
  });
  return person;
}

/** The code that is good now; after it was used, forget it with `forgetCode` instead of waiting half a minute. */
export function codeOf(person: StaffMember): string {
  return totpCode(person.totpSecret, Date.now());
}
export async function forgetCode(world: World, person: StaffMember): Promise<void> {
  await world.superSql`update accounts set totp_last_step = 0 where id = ${person.id}`;
}

/** A session as `startSession` leaves it, without going through the sign-in. */
export async function openSession(world: World, person: StaffMember): Promise<{ id: string; accountId: string; token: string }> {
  const { token, hash } = newToken();
  const [row] = await world.superSql<
    { id: string }[]
  >`insert into sessions (account_id, token_hash) values (${person.id}, ${hash}) returning id`;
  if (!row) throw new Error('no session');
  return { id: row.id, accountId: person.id, token };
}

export type SeededFile = { id: string; name: string; verdict: Verdict; original: Buffer; derivativeId: string; derivative: Buffer };
export type SeededReport = { id: string; reference: string; files: SeededFile[] };

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==', 'base64');

/** A report with one file for each verdict named. With `stored` the bytes lie in the store too; else only their rows exist. */
export async function seedReport(
  world: World,
  options: {
    verdicts?: readonly Verdict[];
    names?: readonly string[];
    state?: 'processing' | 'ready' | 'triaged';
    answers?: Record<string, unknown>;
    urgency?: readonly string[];
    stored?: boolean;
    picture?: Buffer;
    caption?: string;
  } = {},
): Promise<SeededReport> {
  const sql = world.superSql;
  const id = randomUUID();
  const reference = `EX-${randomBytes(4).toString('hex').toUpperCase()}`;
  const state = options.state ?? 'ready';
  const urgency = [...(options.urgency ?? [])];
  const answers = options.answers ?? exampleAnswers;
  await sql`insert into submissions (id, reference, proof_hash, idempotency_key, language, state, assess_state)
    values (${id}, ${reference}, ${randomBytes(32)}, ${randomUUID()}, 'en', ${state}, ${state === 'processing' ? 'pending' : 'done'})`;
  await sql`insert into submission_versions (submission_id, version, kind, answers) values (${id}, 1, 'original', ${sql.json(answers as never)})`;
  const files: SeededFile[] = [];
  for (const [n, verdict] of (options.verdicts ?? []).entries()) {
    files.push(await seedFile(world, id, n + 1, verdict, options.names?.[n] ?? `file-${n + 1}.jpg`, options));
  }
  await sql`insert into triage_items (submission_id, state, urgency, urgency_reasons, ready_at)
    values (${id}, ${state}, ${urgency.length}, ${urgency}, ${state === 'processing' ? null : new Date()})`;
  return { id, reference, files };
}

type FileOptions = { state?: string; stored?: boolean; picture?: Buffer; caption?: string };

async function seedFile(
  world: World,
  submissionId: string,
  ordinal: number,
  verdict: Verdict,
  name: string,
  options: FileOptions,
): Promise<SeededFile> {
  const sql = world.superSql;
  const [id, upload, derivativeId] = [randomUUID(), randomUUID(), randomUUID()];
  const original = Buffer.from(`original ${id} ${'x'.repeat(1000)}`);
  const derivative = options.picture ?? png;
  const [originalKey, derivativeKey] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  let [originalVersion, derivativeVersion] = ['v-none', 'v-none'];
  if (options.stored) {
    originalVersion = (await putObject(world.store('receive'), { bucket: 'originals', key: originalKey, body: original })).versionId;
    derivativeVersion = (await putObject(world.store('media'), { bucket: 'derivatives', key: derivativeKey, body: derivative })).versionId;
  }
  const hash = createHash('sha256').update(original).digest();
  await sql`insert into uploads (id, submission_id, object_key, route, size, part_size, state, version_id)
    values (${upload}, ${submissionId}, ${randomBytes(16).toString('hex')}, 'direct', ${original.length}, 8388608, 'stored', 'v')`;
  await sql`insert into files (id, submission_id, upload_id, ordinal, name, caption, size, sha256, sha256_declared, hash_source, type, verdict, original_key, original_version_id)
    values (${id}, ${submissionId}, ${upload}, ${ordinal}, ${name}, ${options.caption ?? ''}, ${original.length}, ${hash}, ${hash}, 'device', 'image/jpeg', ${verdict}, ${originalKey}, ${originalVersion})`;
  const stage = options.state === 'processing' ? 'pending' : 'done';
  await sql`insert into file_stages (file_id, stage, state) select ${id}, x, ${stage} from unnest(array['receive', 'scan', 'inspect', 'derive', 'fingerprint']) x`;
  await sql`insert into scans (file_id, verdict, engine, signatures, limits, bytes_scanned) values (${id}, ${verdict}, 'ClamAV 1.4', 'official', '{}', ${original.length})`;
  for (const [kind, derivativeRow, key] of [['thumbnail', derivativeId, derivativeKey]] as const) {
    await sql`insert into derivatives (id, file_id, kind, object_key, version_id, state, type, size, sha256, parent_sha256, tool, tool_version, arguments)
      values (${derivativeRow}, ${id}, ${kind}, ${key}, ${derivativeVersion}, 'stored', 'image/png', ${derivative.length}, ${createHash('sha256').update(derivative).digest()}, ${hash}, 'sharp', '0.35', '{}')`;
  }
  return { id, name, verdict, original, derivativeId, derivative };
}

export const exampleAnswers = {
  v: 1,
  language: 'en',
  what: { narrative: 'Two men in masks stopped a man at the corner.\nThey said “police” and showed no badge.' },
  conduct: { kinds: ['refused_to_identify', 'face_covered'] },
  when: {
    date: '2026-11-02',
    about: false,
    time: '14:30',
    zone: 'America/New_York',
    ongoing: 'no',
    interval: { from: '2026-11-02T19:30:00Z', to: '2026-11-02T19:31:00Z' },
    precision: 'minute',
  },
  where: { place: 'Corner of 5th and Main', county: 'kings' },
  who: { people: [{ agencies: ['ice_ero', 'unknown'], identification: ['said_police'], count: 2 }] },
  contact: { mode: 'anonymous' },
  use: {
    notice: { version: 'texts-1', language: 'en', sha256: '0'.repeat(64) },
    sharing: { prosecutors: true, oversight: false, publicReport: false },
    showsReport: false,
  },
  truth: { version: 'texts-1', language: 'en', sha256: '0'.repeat(64) },
};

/** The actions on a subject's chain, in order. */
export async function actionsOn(world: World, kind: 'submission' | 'account' | 'case' | 'office', id: string): Promise<string[]> {
  const rows = await world.superSql<
    { action: string }[]
  >`select action from custody_events where subject_kind = ${kind} and subject_id = ${id} order by seq`;
  return rows.map((row) => row.action);
}
