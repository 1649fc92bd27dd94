/** F11 and F12, seen from the sweep: the store goes away between two of its steps, or does what was asked and never says so. Nothing that is needed is lost, and what was left is done later. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '#infra/store/client.ts';
import { createMultipart } from '#infra/store/multipart.ts';
import { listVersions, putObject } from '#infra/store/objects.ts';
import { readUploadsPage } from '#infra/store/pages.ts';
import { sweep, usualPace } from '#workers/receive/sweep.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startProcess } from '#tests/support/processes.ts';
import { openProxy, type Proxy } from '#tests/support/proxy.ts';
import { receiveContext } from '#tests/support/receive.ts';
import { fileReport } from '#tests/support/report.ts';
import { eventually, openWorld, type World } from '#tests/support/world.ts';

let world: World;
let proxy: Proxy;
beforeEach(async () => {
  world = await openWorld({ name: 'f11-sweep' });
  const { hostname, port } = new URL(world.store('receive').endpoint);
  proxy = await openProxy({ host: hostname, port: Number(port) });
});
afterEach(async () => {
  await proxy.close();
  await world.close();
});

function throughProxy() {
  const store = openStore({ ...world.store('receive'), endpoint: `http://127.0.0.1:${proxy.port}` });
  world.onClose(async () => store.client.destroy());
  return { ...receiveContext(world), store };
}
async function leaveOrphans(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await createMultipart(world.store('intake'), 'quarantine', randomUUID());
    await putObject(world.store('intake'), { bucket: 'quarantine', key: randomUUID(), body: randomBytes(7) });
  }
}
async function left(): Promise<{ uploads: number; versions: number }> {
  let versions = 0;
  for await (const version of listVersions(world.store('root'), 'quarantine', '')) if (!version.deleted) versions += 1;
  return { uploads: (await readUploadsPage(world.store('root'), 'quarantine', { marker: null, limit: 1000 })).entries.length, versions };
}

test.each(['DELETE', 'GET'])('the store goes away at its second %s', async (verb) => {
  const report = await fileReport(world, { files: [{ name: 'a', bytes: randomBytes(1000) }] });
  await leaveOrphans(4);
  const context = throughProxy();
  await sweep(context);
  await world.superSql`update store_sightings set first_seen = first_seen - interval '31 days'`;
  let seen = 0;
  proxy.watch((direction, chunk) => {
    if (direction === 'toServer' && chunk.toString('latin1').startsWith(`${verb} `)) seen += 1;
    if (seen < 2) return undefined;
    proxy.refuse(true);
    return { toServer: { kind: 'cut' } };
  });
  await expect(sweep(context)).rejects.toMatchObject({ name: 'StoreUnavailable' });
  proxy.watch(undefined);
  proxy.refuse(false);
  for (let round = 0; round < 2; round++) await sweep(context); // where it broke off, then from the beginning
  expect(await left()).toEqual({ uploads: 0, versions: 1 });
  expect(await world.superSql`select from store_sightings`, 'and nothing is thought to be missing').toHaveLength(0);
  await checkInvariants(world, { acknowledged: [report] });
});

test('an abort and a deletion whose answers are lost are done again', async () => {
  await leaveOrphans(2);
  const context = throughProxy();
  await sweep(context);
  await world.superSql`update store_sightings set first_seen = first_seen - interval '31 days'`;
  let lost = 0;
  const deletes = new Set<number>();
  proxy.watch((direction, chunk, connection) => {
    if (direction === 'toServer') {
      if (chunk.toString('latin1').startsWith('DELETE ')) deletes.add(connection);
      else deletes.delete(connection);
      return undefined;
    }
    if (!deletes.has(connection) || lost >= 2) return undefined;
    lost += 1;
    return { toClient: { kind: 'cut' } };
  });
  await sweep(context);
  expect(lost).toBe(2);
  expect(await left()).toEqual({ uploads: 0, versions: 0 });
  await checkInvariants(world);
});

test('the receive group sweeps by itself, again after a kill, and says what came of it', async () => {
  await leaveOrphans(1);
  const first = await startProcess(world, 'receive');
  await eventually('the first round', () => first.logs().includes('"msg":"swept"'));
  expect(await left(), 'seen once').toEqual({ uploads: 1, versions: 1 });
  await first.kill9();
  await world.superSql`update store_sightings set first_seen = first_seen - make_interval(secs => ${usualPace.restSeconds.version})`;
  const second = await startProcess(world, 'receive');
  const line = await eventually('the second round', () =>
    second
      .logs()
      .split('\n')
      .find((one) => one.includes('"msg":"swept"')),
  );
  expect(JSON.parse(line)).toMatchObject({ outcome: 'ended', aborted: 1, deleted: 1, missing: 0 });
  expect(await left()).toEqual({ uploads: 0, versions: 0 });
  const metrics = await (await fetch(`${second.privateOrigin}/metrics`)).text();
  expect(metrics).toMatch(/exhibit_swept\{[^}]*what="deleted"[^}]*\} 1/);
  expect(metrics).toMatch(/exhibit_store_budget_bytes\{[^}]*\} 2199023255552/);
  await second.stop();
});
