/** F4: Redis is killed and comes back empty. Reports are still acknowledged meanwhile, and the reconciler asks again for everything that was lost with it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Redis } from 'ioredis';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startProcess } from '#tests/support/processes.ts';
import { fileReport } from '#tests/support/report.ts';
import { reaches } from '#tests/support/stages.ts';
import { eventually, freePort, openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';

const canary = 'Zephyrine-Quill-4419';
let world: World;
let port: number;
let redis: ChildProcess;
let own: { LOCK_DURATION_MS: string; REDIS_URL: string };

beforeAll(async () => {
  world = await openWorld({ name: 'f4' });
  port = await freePort();
  own = { LOCK_DURATION_MS: '1000', REDIS_URL: `redis://127.0.0.1:${port}` };
  redis = await startRedis();
});
afterAll(async () => {
  await world.close();
  redis.kill('SIGKILL');
});

/** A Redis of this test alone, which keeps nothing. */
async function startRedis(): Promise<ChildProcess> {
  const child = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      world.folder,
      '--maxmemory-policy',
      'noeviction',
    ],
    {
      stdio: 'ignore',
    },
  );
  await once(child, 'spawn');
  await eventually('Redis answers', () => jobsInRedis().then(() => true));
  return child;
}

async function jobsInRedis(): Promise<number> {
  const client = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: 0, retryStrategy: () => null, lazyConnect: true });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.keys(`${world.installation.queuePrefix}:receive:*-*-*-*-*`)).length;
  } finally {
    client.disconnect();
  }
}

function file(name: string) {
  return fileReport(world, {
    files: [{ name: `${canary} ${name}`, bytes: randomBytes(50_000) }],
    answers: { narrative: `${canary} ${name}` },
  });
}

test('jobs that were in Redis, and reports acknowledged while it was away, are all received', async () => {
  const records = await startProcess(world, 'records', own);
  const before = await file('before');
  await eventually('the job lies in Redis', async () => (await jobsInRedis()) === 1);

  redis.kill('SIGKILL');
  await once(redis, 'exit');
  const during = await file('during');
  redis = await startRedis();
  expect(await jobsInRedis()).toBeLessThanOrEqual(1); // at most the one the relay has just handed over

  const receive = await startProcess(world, 'receive', own);
  for (const report of [before, during]) {
    await reaches(world, report.files[0]?.fileId ?? '', 'receive', ['done'], 60);
  }
  const outputs = [records.logs(), receive.logs(), await metricsOf(records.privateOrigin), await metricsOf(receive.privateOrigin)];
  await checkInvariants(world, { acknowledged: [before, during], canaries: [canary], outputs, lockMs: 1000, redisUrl: own.REDIS_URL });
  await Promise.all([records.stop(), receive.stop()]);
});

async function metricsOf(origin: string): Promise<string> {
  return (await fetch(`${origin}/metrics`)).text();
}
