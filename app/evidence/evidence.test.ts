/** The evidence host as a process, on the real store: what it serves byte for byte, and what it says with it. */
import { BlobReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTickets, type TicketFor } from '#db/review/tickets.ts';
import { newToken } from '#infra/vault/tokens.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { makeStaff, openSession, seedReport, type SeededFile, type SeededReport } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
let host: RunningProcess;
let report: SeededReport;
let session: { id: string; accountId: string };
const hostileName = '\u202Egpj.exe "../..\\café";\r\nSet-Cookie: a=b.jpg';
beforeAll(async () => {
  world = await openWorld({ name: 'evidence' });
  host = await startProcess(world, 'evidence');
  report = await seedReport(world, { verdicts: ['clean', 'infected'], names: [hostileName, 'malware.exe'], stored: true });
  session = await openSession(world, await makeStaff(world, ['lead']));
});
afterAll(() => world.close());

function file(n: number): SeededFile {
  const found = report.files[n];
  if (!found) throw new Error('no such file in the test’s arrangement');
  return found;
}
async function addressOf(target: TicketFor): Promise<string> {
  const { token, hash } = newToken();
  await createTickets(world.sql('console'), session, [{ tokenHash: hash, for: target }]);
  return `${host.origin}/e/${token}`;
}
const original = (n: number): TicketFor => ({ kind: 'original', id: file(n).id, reason: 'a test' });

test('a viewing copy is shown inline, sandboxed, to the console alone, and kept by nobody', async () => {
  const answer = await fetch(await addressOf({ kind: 'derivative', id: file(0).derivativeId }));
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(file(0).derivative);
  const headers = Object.fromEntries(answer.headers);
  expect(headers).toMatchObject({
    'content-type': 'image/png',
    'content-disposition': 'inline',
    'content-security-policy': expect.stringContaining('sandbox'),
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'access-control-allow-origin': world.installation.origins.review,
    'cache-control': 'no-store',
  });
  expect(headers).not.toHaveProperty('set-cookie');
});

test('an original is only ever downloaded, as plain bytes, under a name that harms nobody', async () => {
  const answer = await fetch(await addressOf(original(0)));
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(file(0).original);
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  const disposition = answer.headers.get('content-disposition') ?? '';
  expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[A-Za-z0-9%._~-]+$/);
  expect(decodeURIComponent(disposition.split("''")[1] ?? '')).toBe('_gpj.exe _.._.._café_;__Set-Cookie_ a=b.jpg');
  expect(answer.headers.get('set-cookie')).toBeNull();
});

describe('ranges', () => {
  const size = 1046; // of the arranged original
  test.each([
    ['bytes=0-9', 206, [0, 10]],
    ['bytes=1000-', 206, [1000, size]],
    ['bytes=-5', 206, [size - 5, size]],
    ['bytes=5-99999', 206, [5, size]],
    ['bytes=5-4', 200, [0, size]],
    ['lines=1-2', 200, [0, size]],
    ['bytes=0-1,4-5', 200, [0, size]],
    ['bytes=99999-', 416, [0, 0]],
    ['bytes=-0', 416, [0, 0]],
  ] as const)('%s is answered with %i', async (range, status, [from, to]) => {
    expect(file(0).original.length).toBe(size);
    const answer = await fetch(await addressOf(original(0)), { headers: { Range: range } });
    expect(answer.status).toBe(status);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(file(0).original.subarray(from, to));
    expect(answer.headers.get('content-range')).toBe(
      status === 206 ? `bytes ${from}-${to - 1}/${size}` : status === 416 ? `bytes */${size}` : null,
    );
  });

  test('a download goes on only in the same version', async () => {
    const address = await addressOf(original(0));
    const tag = (await fetch(address, { method: 'HEAD' })).headers.get('etag') ?? '';
    const on = (condition: string) => fetch(address, { headers: { Range: 'bytes=10-', 'If-Range': condition } });
    expect((await on(tag)).status).toBe(206);
    expect((await on('"another"')).status).toBe(200);
  });
});

test('HEAD says how much there is and is no look', async () => {
  const before = await events();
  const answer = await fetch(await addressOf(original(0)), { method: 'HEAD' });
  expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '1046', '']);
  expect(await events()).toBe(before);
});

test('an infected original leaves only inside an encrypted ZIP', async () => {
  const answer = await fetch(await addressOf(original(1)), { headers: { Range: 'bytes=0-10' } });
  expect([answer.status, answer.headers.get('content-disposition')]).toEqual([
    200,
    `attachment; filename="malware.exe.zip"; filename*=UTF-8''malware.exe.zip`,
  ]);
  const zip = Buffer.from(await answer.arrayBuffer());
  expect(zip.includes(file(1).original.subarray(0, 40))).toBe(false);
  const [entry] = await new ZipReader(new BlobReader(new Blob([zip]))).getEntries();
  if (!entry || entry.directory) throw new Error('no member');
  expect([entry.filename, entry.encrypted]).toEqual(['malware.exe', true]);
  expect(Buffer.from(await entry.getData(new Uint8ArrayWriter(), { password: 'infected', useWebWorkers: false }))).toEqual(
    file(1).original,
  );
});

test('what the verdict refuses is refused in a plain sentence, and nothing of it is sent', async () => {
  const answer = await fetch(await addressOf({ kind: 'derivative', id: file(1).derivativeId }));
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    403,
    'text/plain; charset=utf-8',
    'The result of the malware scan does not allow this file to be opened.\n',
  ]);
});

test.each([
  ['GET', `/e/${'A'.repeat(43)}`, 404],
  ['GET', '/e/short', 404],
  ['GET', '/', 404],
  ['GET', '/sign-in', 404],
  ['GET', '/e/%ff', 404],
  ['POST', `/e/${'A'.repeat(43)}`, 405],
  ['OPTIONS', `/e/${'A'.repeat(43)}`, 405],
  ['GET', '/healthz', 200],
  ['GET', '/readyz', 200],
])('%s %s is answered with %i', async (method, path, status) => {
  expect((await fetch(`${host.origin}${path}`, { method })).status).toBe(status);
});

test('bytes that the store has lost are an error, never an empty file', async () => {
  const { token, hash } = newToken();
  const lost = await seedReport(world, { verdicts: ['clean'] }); // rows only
  await createTickets(world.sql('console'), session, [
    { tokenHash: hash, for: { kind: 'original', id: lost.files[0]?.id ?? '', reason: 'a test' } },
  ]);
  const answer = await fetch(`${host.origin}/e/${token}`);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-disposition')).toBeNull();
});

test('no ticket, name or reason is in the log', async () => {
  const { token, hash } = newToken();
  await createTickets(world.sql('console'), session, [
    { tokenHash: hash, for: { kind: 'original', id: file(0).id, reason: 'canary-reason' } },
  ]);
  await (await fetch(`${host.origin}/e/${token}?canary-query=1`, { headers: { 'User-Agent': 'canary-agent' } })).arrayBuffer();
  const log = host.logs();
  expect(log).toContain('"route":"/e/:ticket"');
  for (const secret of [token, 'canary', 'gpj', 'malware.exe', hash.toString('hex')]) expect(log).not.toContain(secret);
});

async function events(): Promise<number> {
  const [row] = await world.superSql<{ n: number }[]>`select count(*) as n from custody_events where subject_id = ${report.id}`;
  return row?.n ?? 0;
}
