/** Health: the public answer is a status and one word; what an operator needs stands on the private port, and is nothing about people. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { freePort, openWorld, type World } from '#tests/support/world.ts';

type Details = Record<string, unknown>;
const web = ['intake', 'review', 'evidence'] as const;

let world: World;
const running = new Map<string, RunningProcess>();
beforeAll(async () => {
  world = await openWorld({ name: 'health' });
  await world.superSql`insert into store_probes (findings) values ('{"objectLock": true}')`;
  for (const group of [...web, 'receive'] as const) running.set(group, await startProcess(world, group));
});
afterAll(() => world.close());

const of = (group: string) => {
  const process = running.get(group);
  if (!process) throw new Error('not running');
  return process;
};
async function details(process: RunningProcess): Promise<Details> {
  const response = await fetch(`${process.privateOrigin}/details`);
  expect(response.status).toBe(200);
  return (await response.json()) as Details;
}

describe.each(web)('%s', (group) => {
  test('publicly says that it is ready, and nothing else', async () => {
    const response = await fetch(`${of(group).origin}/readyz`);
    expect([response.status, await response.text()]).toEqual([200, 'ready\n']);
    for (const path of ['/details', '/metrics']) {
      const other = await fetch(`${of(group).origin}${path}`, { redirect: 'manual' });
      expect([404, 302]).toContain(other.status); // the console sends strangers to its sign-in
      expect(await other.text()).not.toMatch(/postgres|exhibit_/i);
    }
  });

  test('privately names its parts, each asked now', async () => {
    expect(await details(of(group))).toMatchObject({
      surface: group,
      versions: { exhibit: expect.stringMatching(/^\d+\.\d+\.\d+$/), node: process.versions.node },
      postgres: { answers: true, version: expect.stringMatching(/^\d+/), milliseconds: expect.any(Number) },
      store: { answers: true, key: 'accepted' },
      talkativeDatabase: expect.any(Array),
    });
  });
});

test('the console also shows the store’s latest probe, and compartments that nobody belongs to', async () => {
  expect(await details(of('review'))).toMatchObject({
    storeProbe: { at: expect.any(String), findings: { objectLock: true } },
    compartmentsWithoutMembers: ['local'],
  });
  expect(await details(of('evidence'))).toMatchObject({ storeProbe: { findings: { objectLock: true } } });
  expect(await details(of('intake'))).not.toHaveProperty('storeProbe');
});

test('receive names its scanner and the kind of its signatures', async () => {
  expect(await details(of('receive'))).toMatchObject({
    group: 'receive',
    postgres: { answers: true },
    store: { answers: true, key: 'accepted' },
    scanner: { answers: true, engine: expect.any(String), signatures: world.servers.clamd.signatures },
  });
});

test('a part that is missing is named privately, and publicly is a 503', async () => {
  const port = await freePort();
  const lost = await startProcess(world, 'intake', { S3_ENDPOINT: 'http://127.0.0.1:1', PORT: String(port) });
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect([response.status, await response.text()]).toEqual([503, 'not ready\n']);
  expect(await details(lost)).toMatchObject({ postgres: { answers: true }, store: { answers: false, key: 'unknown' } });
  await lost.stop();
  const stranger = await startProcess(world, 'intake', { S3_SECRET_ACCESS_KEY: 'another-secret-than-the-right-one', PORT: '0' });
  expect(await details(stranger)).toMatchObject({ store: { answers: true, key: 'refused' } });
  await stranger.stop();
});
