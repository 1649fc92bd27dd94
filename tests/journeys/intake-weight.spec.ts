/** How much a witness on a slow connection has to wait for, in bytes as they travel. The limits are those of the design's measures. */
import type { Page, Request } from 'playwright';
import { expect, test } from '#tests/support/browser.ts';
import { startReport } from '#tests/support/intake.ts';
import { startProcess } from '#tests/support/processes.ts';

test('pages are light: style and script of a question, scripts of the pages that send files, a whole first visit', async ({
  browser,
  world,
}) => {
  const intake = await startProcess(world, 'intake');
  const origin = world.installation.origins.intake;

  const first = await visit(await browser.newPage(), async (page) => void (await page.goto(origin, { waitUntil: 'networkidle' })));
  expect(sum(first)).toBeLessThanOrEqual(150_000);

  const started = await browser.newContext();
  const page = await started.newPage();
  await startReport(page, origin);
  const cookies = await started.storageState();
  await started.close();

  // A new browser that has kept nothing but the draft's key.
  const fresh = async () => (await browser.newContext({ storageState: cookies })).newPage();
  const question = await visit(
    await fresh(),
    async (opened) => void (await opened.goto(`${origin}/report/what`, { waitUntil: 'networkidle' })),
  );
  expect(sum(question, 'stylesheet', 'script')).toBeLessThanOrEqual(8_000); // the measures allow 27,500: this is our own bound

  const files = await visit(await fresh(), async (opened) => {
    await opened.goto(`${origin}/report/files`);
    await opened.getByLabel('Choose files').setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('seen') });
    await expect(opened.getByText('Stored', { exact: true })).toHaveCount(1);
  });
  expect(files.filter(({ path }) => path.includes('hash.worker'))).toHaveLength(1);
  expect(sum(files, 'script')).toBeGreaterThan(sum(question, 'script') + 5_000); // the worker is in it
  expect(sum(files, 'script')).toBeLessThanOrEqual(20_000);

  const statement = await visit(await fresh(), async (opened) => {
    await opened.goto(`${origin}/report/statement`);
    await opened.getByLabel('Or choose a recording').setInputFiles({ name: 'a.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('said') });
    await expect(opened.getByText('Stored', { exact: true })).toHaveCount(1);
  });
  expect(statement.filter(({ path }) => path.includes('hash.worker'))).toHaveLength(1);
  expect(sum(statement, 'script')).toBeLessThanOrEqual(20_000);

  const figures = {
    firstVisit: sum(first),
    questionStyleAndScript: sum(question, 'stylesheet', 'script'),
    filesScript: sum(files, 'script'),
    statementScript: sum(statement, 'script'),
  };
  test.info().annotations.push({ type: 'bytes', description: JSON.stringify(figures) });
  await intake.stop();
});

type Seen = { path: string; kind: string; bytes: number };

/** Everything that our own site sent during `go`, a worker's script counted as a script. */
async function visit(page: Page, go: (page: Page) => Promise<void>): Promise<Seen[]> {
  const seen: Promise<Seen>[] = [];
  page.context().on('requestfinished', (request) => {
    const { pathname } = new URL(request.url());
    const kind = pathname.endsWith('.js') ? 'script' : request.resourceType();
    if (/^\/($|report|assets)/.test(pathname)) seen.push(bytesOf(request).then((bytes) => ({ path: pathname, kind, bytes })));
  });
  await go(page);
  const all = await Promise.all(seen);
  await page.context().close();
  return all;
}

/** Of static files the length that was announced: the browser tells no size of what a worker is started from. */
async function bytesOf(request: Request): Promise<number> {
  const announced = await (await request.response())?.headerValue('content-length');
  return announced ? Number(announced) : (await request.sizes()).responseBodySize;
}

function sum(seen: readonly Seen[], ...kinds: string[]): number {
  return seen.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind)).reduce((total, { bytes }) => total + bytes, 0);
}
