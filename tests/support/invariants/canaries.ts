/** I8: planted strings are in no log line, no job, no key of Redis, no metric. */
import { Redis } from 'ioredis';
import type { World } from '#tests/support/world.ts';

export async function checkCanaries(
  world: World,
  { canaries = [], outputs = [], redisUrl }: { canaries?: readonly string[]; outputs?: readonly string[]; redisUrl?: string },
): Promise<string[]> {
  if (canaries.length === 0) return [];
  const places: { where: string; text: string }[] = outputs.map((text, n) => ({ where: `output ${n}`, text }));
  for await (const text of redisTexts(redisUrl ?? world.servers.redisUrl, world.installation.queuePrefix))
    places.push({ where: 'Redis', text });
  const rows = await world.superSql<{ text: string }[]>`select payload::text as text from outbox`;
  for (const { text } of rows) places.push({ where: 'the outbox', text });
  return places.flatMap(({ where, text }) =>
    canaries.filter((canary) => appearsIn(text, canary)).map((canary) => `I8: "${canary}" is in ${where}`),
  );
}

/** As it is, or as JSON, a URL, base64 or hex would write it. */
function appearsIn(text: string, canary: string): boolean {
  const bytes = Buffer.from(canary);
  const forms = [
    canary,
    JSON.stringify(canary).slice(1, -1),
    encodeURIComponent(canary),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('hex'),
  ];
  return forms.some((form) => text.includes(form));
}

/** Every key under the prefix with its whole value, whatever its type. */
async function* redisTexts(redisUrl: string, prefix: string): AsyncGenerator<string> {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1, retryStrategy: () => null, lazyConnect: true });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 500 }) as AsyncIterable<string[]>) {
      for (const key of keys) yield `${key} ${JSON.stringify(await readKey(redis, key))}`;
    }
  } finally {
    redis.disconnect();
  }
}

async function readKey(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, 0, -1, 'WITHSCORES');
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      return null;
  }
}
