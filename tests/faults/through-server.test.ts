/** Files without JavaScript, through the real server: the store fails in mid-form or is slow, the sender is faster than both. What is in the list is safe, and memory stays flat. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request as ask } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearQuarantine } from '#workers/receive/quarantine.ts';
import { sweep } from '#workers/receive/sweep.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { openProxy } from '#tests/support/proxy.ts';
import { receiveContext } from '#tests/support/receive.ts';
import { multipart, Witness } from '#tests/support/witness.ts';
import { openWorld, type World } from '#tests/support/world.ts';

const MiB = 1024 ** 2;
let world: World;
beforeEach(async () => {
  world = await openWorld({ name: 'through-server-f' });
});
afterEach(() => world.close());

async function begin(): Promise<Witness> {
  const witness = new Witness(world.installation.origins.intake);
  await witness.begin();
  return witness;
}
function storeAddress(): { host: string; port: number } {
  const { hostname, port } = new URL(world.store('intake').endpoint);
  return { host: hostname, port: Number(port) };
}
/** Names and states of the uploads of all drafts. */
function uploads(): Promise<{ state: string; size: number; sha256: string | null }[]> {
  return world.superSql`select state, size, encode(sha256_declared, 'hex') as sha256 from uploads order by created_at`;
}

test('F11: the store goes away in the middle of a form: the files before are kept, the others are named, and so is what to do; later they come', async () => {
  const proxy = await openProxy(storeAddress());
  world.onClose(() => proxy.close());
  const intake = await startProcess(world, 'intake', { S3_ENDPOINT: `http://127.0.0.1:${proxy.port}` });
  const witness = await begin();
  const files = ['first.mp4', 'second.mp4', 'third.mp4', 'fourth.jpg'].map((name) => ({ name, bytes: randomBytes(9 * MiB) }));
  const [first] = files;
  let completed = 0;
  let parts = 0;
  proxy.watch((direction, chunk) => {
    if (direction !== 'toServer') return undefined;
    const head = chunk.toString('latin1', 0, 400);
    if (/^POST .*uploadId=/.test(head)) completed += 1;
    if (completed > 0 && /^PUT .*partNumber=2/.test(head)) parts += 1;
    if (parts === 0) return undefined;
    proxy.refuse(true); // in the middle of the second file
    return { toServer: { kind: 'cut' } };
  });
  const since = performance.now();
  const answer = await witness.postFiles(files);
  expect(performance.now() - since, 'nobody waits for a store that is away').toBeLessThan(30_000);
  expect(answer.status).toBe(503);
  expect(answer.text).toContain('second.mp4, third.mp4, fourth.jpg: We could not store this file right now');
  expect(answer.text).not.toContain('first.mp4,');
  const page = (await witness.get('/report/files')).text;
  expect(page).toContain('first.mp4');
  expect(page).not.toContain('second.mp4');

  proxy.watch(undefined);
  proxy.refuse(false);
  expect((await witness.postFiles(files.slice(1))).status).toBe(303);
  const stored = (await uploads()).filter(({ state }) => state === 'stored').map(({ sha256 }) => sha256);
  expect(stored).toEqual(files.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex')));
  expect(first).toBeDefined();

  // What was begun in vain is ended and forgotten, and nothing else is.
  await world.superSql`update uploads set abandoned_at = abandoned_at - interval '2 days' where state = 'abandoned'`;
  await clearQuarantine(receiveContext(world));
  await world.superSql`update uploads set quarantine_deleted_at = quarantine_deleted_at - interval '2 days' where state = 'abandoned'`;
  expect(await sweep(receiveContext(world))).toMatchObject({ sighted: 0, forgotten: 1, missing: 0 });
  expect((await uploads()).map(({ state }) => state)).toEqual(['stored', 'stored', 'stored', 'stored']);
  await checkInvariants(world);
  await intake.stop();
});

/** Passes on no faster than this, and takes no more than it passes on: a store behind a thin line. */
async function openThinLine(bytesPerSecond: number): Promise<{ port: number; close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(storeAddress());
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => void (client.destroy(), upstream.destroy()));
    }
    upstream.pipe(client);
    void (async () => {
      for await (const chunk of client as AsyncIterable<Buffer>) {
        if (!upstream.write(chunk)) await once(upstream, 'drain');
        await sleep((chunk.byteLength / bytesPerSecond) * 1000);
      }
      upstream.end();
    })().catch(() => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Resident memory in MiB: now, and the most that there was. */
async function memoryOf({ pid }: RunningProcess): Promise<{ now: number; most: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { now: read('VmRSS'), most: read('VmHWM') };
}

/** One file of so many MiB, sent as fast as it is taken. */
async function sendLarge(witness: Witness, size: number): Promise<{ status: number; sha256: string }> {
  const [head, tail] = multipart([{ name: 'film.mp4', bytes: Buffer.from('\0HERE\0') }])
    .toString('latin1')
    .split('\0HERE\0');
  const { hostname, port } = new URL(witness.origin);
  const request = ask({
    hostname,
    port,
    path: '/report/files',
    method: 'POST',
    headers: {
      cookie: witness.cookie,
      'sec-fetch-site': 'same-origin',
      'content-type': 'multipart/form-data; boundary=witness-boundary',
      'content-length': (head?.length ?? 0) + size * MiB + (tail?.length ?? 0),
    },
  });
  const answered = once(request, 'response') as Promise<[{ statusCode: number; resume(): void }]>;
  const hash = createHash('sha256');
  const chunk = randomBytes(MiB);
  request.write(head);
  for (let sent = 0; sent < size; sent++) {
    chunk.writeUInt32BE(sent);
    hash.update(chunk);
    if (!request.write(Buffer.from(chunk))) await once(request, 'drain');
  }
  request.end(tail);
  const [response] = await answered;
  response.resume();
  return { status: response.statusCode, sha256: hash.digest('hex') };
}

// Two parts of 8 MiB, what lies in pipes between, and what the collector has not yet taken back.
const bound = 100;
const size = 160;

test.each([
  ['a store that is as fast as the sender', null],
  ['a store at 24 MB/s', 24_000_000],
])(`memory stays within ${bound} MiB of what it was while a file of ${size} MiB goes to %s`, async (_what, rate) => {
  const line = rate === null ? null : await openThinLine(rate);
  if (line) world.onClose(() => line.close());
  const intake = await startProcess(world, 'intake', line ? { S3_ENDPOINT: `http://127.0.0.1:${line.port}` } : {});
  const witness = await begin();
  await witness.postFiles([{ name: 'warm.jpg', bytes: randomBytes(20 * MiB) }]);
  const before = await memoryOf(intake);
  const since = performance.now();
  const { status, sha256 } = await sendLarge(witness, size);
  const seconds = (performance.now() - since) / 1000;
  const { most } = await memoryOf(intake);
  process.stdout.write(
    `through-server-memory: ${Math.round(before.now)} MiB before, ${Math.round(most)} MiB at most, ${Math.round(size / seconds)} MiB/s\n`,
  );
  expect(status).toBe(303);
  expect((await uploads()).at(-1)).toMatchObject({ state: 'stored', size: size * MiB, sha256 });
  if (rate !== null) expect(seconds, 'the sender was held up').toBeGreaterThan((size * MiB) / rate / 1.5);
  expect(most - before.now).toBeLessThan(bound);
  await intake.stop();
});
