/** F12: the store makes the parts one version and its reply is lost, at intake's completing and at receiving's. Asked again it is the same version, on record once. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Bucket } from '#infra/store/client.ts';
import { findVersions } from '#infra/store/multipart.ts';
import { sendDirectly } from '#tests/support/direct-upload.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import type { Acknowledged } from '#tests/support/invariants.ts';
import { startProcess } from '#tests/support/processes.ts';
import type { RunningProcess } from '#tests/support/processes.ts';
import { fileReport } from '#tests/support/report.ts';
import { effects, openFront } from '#tests/support/s3-front.ts';
import type { Front, Rule } from '#tests/support/s3-front.ts';
import { hourPasses, readStage } from '#tests/support/stages.ts';
import { Witness } from '#tests/support/witness.ts';
import { eventually, openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';

const lockMs = 2000;
const short = { LOCK_DURATION_MS: String(lockMs) };
const MiB = 1024 ** 2;
const acknowledged: Acknowledged[] = [];
let world: World;
let front: Front;
let running: RunningProcess[];

beforeAll(async () => {
  world = await openWorld({ name: 'f12' });
  front = await openFront(world.servers.s3.endpoint);
  running = await Promise.all([
    startProcess(world, 'records', short),
    startProcess(world, 'receive', { ...short, S3_ENDPOINT: front.endpoint }),
    startProcess(world, 'intake', front.environment),
  ]);
});
afterEach(async () => {
  front.clear();
  await checkInvariants(world, { acknowledged, lockMs });
});
afterAll(async () => {
  await Promise.all((running ?? []).map((process) => process.stop()));
  await front?.close();
  await world?.close();
});

/** One lost reply is made good by the client's second try; of three it hears nothing, and asks what became of it; where that fails too, the whole request does. */
const lost: [string, (bucket: Bucket) => Rule[]][] = [
  ['once', (bucket) => [{ verb: 'complete', bucket, times: 1, effect: effects.dropReply() }]],
  ['at each try', (bucket) => [{ verb: 'complete', bucket, times: 3, effect: effects.dropReply() }]],
  [
    'at each try, and the store says nothing about it for a while',
    (bucket) => [
      { verb: 'complete', bucket, times: 3, effect: effects.dropReply() },
      { verb: ['listParts', 'listVersions'], bucket, when: isAfter('complete'), times: 6, effect: effects.slowDown() },
    ],
  ],
];
function isAfter(verb: 'complete'): NonNullable<Rule['when']> {
  return ({ key }) => front.requests(verb).some((request) => request.status === 'reset' && (key === '' || request.key === key));
}

async function received(fileId: string): Promise<void> {
  await eventually(
    'the file is received',
    async () => {
      const stage = await readStage(world, fileId, 'receive');
      if (stage.state === 'pending' && stage.attempts > 0) await hourPasses(world, fileId, 'receive');
      return stage.state === 'done';
    },
    60,
  );
}

describe.each(lost)('receiving, the reply is lost %s', (_name, rulesFor) => {
  test('one original is in force and on record', async () => {
    front.forget();
    const rules = rulesFor('originals').map((rule) => front.rule(rule));
    const filed = await fileReport(world, { files: [{ name: 'clip.mp4', bytes: randomBytes(9 * MiB) }] });
    acknowledged.push(filed);
    const fileId = filed.files[0]?.fileId ?? '';
    await received(fileId);
    expect(rules.map((rule) => rule.applied() > 0)).toEqual(rules.map(() => true));
    const copies = await world.superSql<{ key: string; state: string; versionId: string }[]>`
      select object_key as key, state, version_id as "versionId" from original_copies where file_id = ${fileId} order by id`;
    expect(copies.map(({ state }) => state)).toEqual(rules.length === 1 ? ['in_force'] : ['superseded', 'in_force']);
    for (const { key, versionId } of copies) {
      expect((await findVersions(world.store('receive'), 'originals', key)).map((version) => version.versionId)).toEqual([versionId]);
    }
    expect(await eventsOf('file.received', fileId)).toBe(1);
  });
});

describe.each(lost)('completing an upload, the reply is lost %s', (_name, rulesFor) => {
  test('there is one version and one event, and handing in goes on', async () => {
    front.forget();
    const witness = new Witness(world.installation.origins.intake);
    await witness.begin();
    const bytes = randomBytes(11 * MiB);
    const upload = randomUUID();
    const complete = await sendDirectly(witness, { upload, name: 'van.mp4', bytes });
    const rules = rulesFor('quarantine').map((rule) => front.rule(rule));
    const answers = await eventually('it is stored', async () => {
      const answer = await complete();
      return answer.status === 200 ? [answer, await complete(), ...(await Promise.all([complete(), complete()]))] : undefined;
    });
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: { stored: true } });
    expect(rules.map((rule) => rule.applied() > 0)).toEqual(rules.map(() => true));
    const [row] = await world.superSql<[{ key: string; versionId: string; state: string }]>`
      select object_key as key, version_id as "versionId", state from uploads where id = ${upload}`;
    expect(row.state).toBe('stored');
    expect(await findVersions(world.store('intake'), 'quarantine', row.key)).toMatchObject([
      { versionId: row.versionId, size: bytes.byteLength },
    ]);
    expect(await eventsOf('upload.stored', upload)).toBe(1);
    await witness.answer();
    expect((await witness.handIn()).status).toBe(303);
    const { reference } = await witness.receipt();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    acknowledged.push({ reference, files: [{ name: 'van.mp4', size: bytes.byteLength, sha256 }] });
    const [file] = await world.superSql<[{ id: string }]>`select id from files where upload_id = ${upload}`;
    await received(file.id);
  });
});

async function eventsOf(action: string, item: string): Promise<number> {
  const [row] = await world.superSql<[{ n: number }]>`
    select count(*)::integer as n from custody_events where action = ${action} and item = ${item}`;
  return row.n;
}
