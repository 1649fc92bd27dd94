/** F8: the database commits, and its reply never arrives. The same report, the same reference, once. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { openProxy, type Proxy } from '#tests/support/proxy.ts';
import { Witness } from '#tests/support/witness.ts';
import { openWorld, type World } from '#tests/support/world.ts';

const canary = 'Ottoline-Marsh-7731';
let world: World;
let proxy: Proxy;
let intake: RunningProcess;

beforeAll(async () => {
  world = await openWorld({ name: 'f8' });
  const server = new URL(world.servers.databaseUrl);
  proxy = await openProxy({ host: server.hostname, port: Number(server.port) });
  const through = new URL(world.environment('intake').DATABASE_URL ?? '');
  through.port = String(proxy.port);
  intake = await startProcess(world, 'intake', { DATABASE_URL: through.href });
});
afterEach(() => proxy.watch(undefined));
afterAll(async () => {
  await intake.stop();
  await proxy.close();
  await world.close();
});

/** Cuts the connection at the first byte of the answer to a hand-in, which Postgres sends only after the commit. Says how often it has. */
function loseReplies(times: number): () => number {
  let lost = 0;
  proxy.watch((direction, chunk) => {
    if (direction !== 'toServer' || lost === times || !chunk.includes('proofHash')) return undefined;
    lost += 1;
    return { toClient: { kind: 'cut' } };
  });
  return () => lost;
}

async function readyWitness(): Promise<Witness> {
  const witness = new Witness(world.installation.origins.intake);
  await witness.begin();
  await witness.answer(`${canary} was there`);
  return witness;
}

test('the server asks again by itself, and the witness sees one receipt', async () => {
  const witness = await readyWitness();
  const lost = loseReplies(1);
  expect((await witness.handIn()).location).toBe('/report/receipt');
  expect(lost()).toBe(1);
  const { reference, head } = await witness.receipt();
  await checkInvariants(world, { acknowledged: [{ reference, files: [] }], canaries: [canary], outputs: [intake.logs()] });
  const [counted] = await world.superSql<{ events: number; head: string }[]>`
    select count(*)::int as events, max(encode(hash, 'hex')) as head from custody_events where action = 'submission.received'
      and subject_id = (select id from submissions where reference = ${reference})`;
  expect(counted).toEqual({ events: 1, head });
});

test('when it cannot be asked again, the witness is told to press once more, and gets the same reference', async () => {
  const witness = await readyWitness();
  const lost = loseReplies(4);
  const refused = await witness.handIn();
  expect(refused.status).toBe(503);
  expect(refused.text).toContain('nothing is ever handed in twice');
  expect(lost()).toBe(4);
  proxy.watch(undefined);
  expect((await witness.handIn()).location).toBe('/report/receipt');
  const first = await witness.receipt();
  await witness.handIn();
  expect(await witness.receipt()).toEqual(first);
  await checkInvariants(world, {
    acknowledged: [{ reference: first.reference, files: [] }],
    canaries: [canary, first.passphrase],
    outputs: [intake.logs()],
  });
});
