import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from '#tests/support/world.ts';
import { findTalkativeSettings, quietServer } from './server-logging.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'server-logging' });
});
afterAll(() => world.close());

test('a server that could log statements or values is found out, by name', async () => {
  await world.superSql.begin(async (tx) => {
    for (const [name, [value]] of Object.entries(quietServer)) await tx.unsafe(`set local ${name} = '${value}'`);
    expect(await findTalkativeSettings(tx)).toEqual([]);
    await tx`set local log_statement = 'all'`;
    await tx`set local log_min_error_statement = 'error'`;
    expect(await findTalkativeSettings(tx)).toEqual([
      { name: 'log_min_error_statement', value: 'error' },
      { name: 'log_statement', value: 'all' },
    ]);
  });
});

test('any login may ask', async () => {
  await expect(findTalkativeSettings(world.sql('intake'))).resolves.toBeInstanceOf(Array);
});
