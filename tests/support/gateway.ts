/**
 * A second gateway before the cluster of the local stack, which a test may kill: the one that all tests share goes on. Null where the store is not that cluster
 * (another S3, or servers in containers).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { access } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { asProcessEnv, bareEnvironment, underUser } from '#infra/local/spawn.mjs';
import { eventually, freePort, type World } from '#tests/support/world.ts';

const program = '/usr/bin/radosgw';

export type Gateway = {
  endpoint: string;
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** SIGKILL, as a crash ends it. */
  kill9(): Promise<void>;
};

export async function findGateway(world: World): Promise<Gateway | null> {
  const configuration = path.join(path.dirname(process.env.EXHIBIT_SERVERS ?? ''), 'ceph/ceph.conf');
  for (const file of [program, configuration]) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (!isThere) return null;
  }
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const args = ['-f', '-c', configuration, '-n', 'client.rgw.b', '--rgw_frontends', `beast endpoint=127.0.0.1:${port}`];
  let child: ChildProcess | undefined;
  const kill9 = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  world.onClose(kill9);
  return {
    endpoint,
    async start() {
      child = spawn(...underUser('ceph', program, args), { stdio: 'ignore', env: asProcessEnv(bareEnvironment()) });
      await eventually('the gateway answers', async () => (await fetch(endpoint, { signal: AbortSignal.timeout(2_000) })).ok, 60);
    },
    kill9,
  };
}
