/** F9: the record's disk is full, or the record only reads. A clear page that says to try again, the draft and what was paid kept, nothing handed in twice. */
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, statSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '#db/connect.ts';
import { askPath, beginAt, postStart, readAsked, solveSum } from '#tests/support/ask-page.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { eventually, openWorld, type World } from '#tests/support/world.ts';

const canary = 'Leopold-Grünwald-4471';
let world: World;
let intake: RunningProcess;
let disk: SmallDisk | null;

beforeAll(async () => {
  world = await openWorld({ name: 'f9-full' });
  await world.superSql`insert into settings (key, version, value) values ('intake.load', 2, '{"freeStartsPerMinute": 4, "hardestSeconds": 1, "waitSeconds": 1}')`;
  disk = await moveToSmallDisk(world);
  intake = await startProcess(world, 'intake');
});
afterAll(async () => {
  await intake?.stop();
  await disk?.leave();
  await world.close();
});

const newWitness = () => new Witness(world.installation.origins.intake);
/** Long and not to be compressed, so that it does not fit into what a full disk still has in pages that are begun. */
const before = `${canary}: before, ${randomBytes(7_500).toString('hex')}`;
const meanwhile = `${canary}: meanwhile, ${randomBytes(7_500).toString('hex')}`;
const tooLate = 'nothing is ever handed in twice';

/** What a witness meets while the record takes nothing, and what is still there afterwards. */
async function liveThrough(fault: { begin(): Promise<void>; end(): Promise<void> }): Promise<void> {
  const witness = newWitness();
  await beginAt(witness, 'sum');
  await witness.answer(before);
  while ((await newWitness().post('/report')).status !== 307); // from here on starting costs something
  const later = newWitness();
  const asked = readAsked(await postStart(later));
  const paid = { wait: asked?.wait ?? '', sum: asked ? await solveSum(asked) : '' };

  await fault.begin();
  try {
    const saved = await witness.post('/report/what', { narrative: meanwhile, revision: '1' });
    expect(saved.status).toBe(503);
    expect(saved.text).toContain('We cannot save right now');
    expect(saved.text).toContain(meanwhile); // so that it need not be written again
    const handed = await witness.handIn();
    expect(handed.status).toBe(503);
    expect(handed.text).toContain(tooLate);
    expect((await later.post(askPath, paid)).status).toBe(503);
  } finally {
    await fault.end();
  }

  await eventually('the record takes reports again', async () => (await witness.handIn()).location === '/report/receipt');
  const { reference } = await witness.receipt();
  const [row] = await world.superSql<{ narrative: string; count: number }[]>`
    select v.answers #>> '{what,narrative}' as narrative, (select count(*)::int from submissions) as count from submission_versions v
    join submissions s on s.id = v.submission_id where s.reference = ${reference}`;
  expect(row?.narrative).toBe(before);
  // What was paid is still good, or was spent just before the disk was full: then a moment is asked for once more.
  let started = await later.post(askPath, paid);
  const askedAgain = readAsked(started);
  if (askedAgain) {
    await sleep(askedAgain.seconds * 1000);
    started = await later.post(askPath, { wait: askedAgain.wait });
  }
  expect(started.status).toBe(303);
  await checkInvariants(world, { acknowledged: [{ reference, files: [] }], canaries: [canary], outputs: [intake.logs()] });
}

describe('while the record', () => {
  test('only reads', async () => {
    const database = world.installation.database;
    // The setting holds for new connections: those of the login are ended, and come back.
    const turn = async (value: 'on' | 'off') => {
      await world.superSql.unsafe(`alter database ${database} set default_transaction_read_only = ${value}`);
      await world.superSql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database} and pid <> pg_backend_pid()
        and usename = 'exhibit_intake_login'`;
    };
    await liveThrough({ begin: () => turn('on'), end: () => turn('off') });
  });

  test('has no room left on its disk', async (context) => {
    if (disk === null) return context.skip('a small disk can be mounted by root only, and not in every container');
    const { superSql: sql } = world;
    await liveThrough({
      async begin() {
        await sql`create unlogged table ballast (bytes bytea)`;
        await sql`alter table ballast alter bytes set storage external`;
        // In ever smaller pieces, until nothing fits any more.
        for (const KiB of [256, 32, 8, 1]) await expect(fillUp(KiB * 1024)).rejects.toMatchObject({ code: '53100' });
      },
      async end() {
        await sql`drop table ballast`;
        await sql`checkpoint`; // then its files go too
      },
    });
  });
});

async function fillUp(bytes: number): Promise<void> {
  for (let n = 0; n < 10_000; n += 1)
    await world.superSql`insert into ballast select decode(repeat(md5(random()::text), ${bytes / 16}), 'hex')`;
}

type SmallDisk = { leave(): Promise<void> };

/** Moves the world's database to a disk of its own with a few megabytes to spare. Null where nothing can be mounted. */
async function moveToSmallDisk({ folder, installation: { database }, servers }: World): Promise<SmallDisk | null> {
  const place = path.join(folder, 'disk');
  mkdirSync(place);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', place], { stdio: 'ignore' });
  } catch {
    return null;
  }
  const cluster = connect(servers.databaseUrl, { name: 'test-cluster', max: 1 });
  const space = `${database}_small`;
  const move = async (to: string) => {
    await cluster`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database}`;
    await cluster.unsafe(`alter database ${database} set tablespace ${to}`);
  };
  const [server] = await cluster<{ folder: string }[]>`select current_setting('data_directory') as folder`;
  const { uid, gid } = statSync(server?.folder ?? '');
  mkdirSync(path.join(place, 'space'), { mode: 0o700 });
  chownSync(path.join(place, 'space'), uid, gid);
  await cluster.unsafe(`create tablespace ${space} location '${path.join(place, 'space')}'`);
  await move(space);
  return {
    async leave() {
      await move('pg_default');
      await cluster.unsafe(`drop tablespace ${space}`);
      await cluster.end({ timeout: 1 });
      execFileSync('umount', ['--lazy', place]); // the server's processes may still hold files of it that are gone
    },
  };
}
