/** How we speak to Redis. It only ever holds ids: losing all of it costs time, not evidence. */
import type { RedisOptions } from 'ioredis';

/** Queues there are; a process publishes to all and works on its own. */
export const queueNames = ['receive', 'scan', 'media', 'records'] as const;

/** Milliseconds before a command without an answer counts as failed. */
export const commandTimeout = 5_000;
const connectTimeout = 5_000;
const slowestReconnect = 2_000;

/**
 * `producer`: fails at once while Redis is away, because the outbox keeps the row and tries again. `worker`: waits for ever, as BullMQ wants;
 * its blocking reads must have no time-out.
 */
export function redisOptions(redisUrl: string, role: 'producer' | 'worker'): RedisOptions {
  const url = new URL(redisUrl);
  return {
    host: url.hostname,
    port: Number(url.port || 6379),
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(url.pathname.length > 1 ? { db: Number(url.pathname.slice(1)) } : {}),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
    connectTimeout,
    retryStrategy: (tries) => Math.min(tries * 100, slowestReconnect),
    ...(role === 'producer' ? { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout } : { maxRetriesPerRequest: null }),
  };
}
