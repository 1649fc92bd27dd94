/** Redis for the queue: never evicts, and keeps what it acknowledged (append-only file) outside tests. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startChild } from '../children.mjs';
import { answers, lastingPort, untilAnswers } from '../ports.mjs';
import { bareEnvironment } from '../spawn.mjs';
import { giveTo } from '../users.mjs';

const user = 'redis';

/** @param {import('../state.mjs').Raise} raise */
export async function raiseRedis({ memory, state, folder, logs }) {
  const home = folder('redis', user);
  const port = await lastingPort(state.ports, 'redis');
  const settings = {
    bind: '127.0.0.1',
    port,
    dir: home,
    requirepass: state.redis,
    save: '""',
    appendonly: memory ? 'no' : 'yes',
    appendfsync: 'everysec',
    maxmemory: '256mb',
    'maxmemory-policy': 'noeviction',
  };
  const file = path.join(home, 'redis.conf');
  writeFileSync(
    file,
    Object.entries(settings)
      .map(([key, value]) => `${key} ${value}\n`)
      .join(''),
    { mode: 0o600 },
  );
  giveTo(user, file);
  const child = startChild({ name: 'redis', program: '/usr/bin/redis-server', args: [file], env: bareEnvironment(), user, logs });
  await untilAnswers(child, () => answers({ host: '127.0.0.1', port }, `AUTH ${state.redis}\r\nPING\r\n`, /PONG/));
  return {
    url: `redis://:${state.redis}@127.0.0.1:${port}`,
    pids: () => ({ redis: child.pid() }),
    stop: () => child.stop(memory ? 'SIGKILL' : 'SIGTERM', 5000),
  };
}
