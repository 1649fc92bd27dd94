/** Files in Chromium without JavaScript: what is too large, too many or here already gets a page that says so, never a cut connection. */
import type { Page } from 'playwright';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { settings as definitions, type SettingKey } from '#db/settings/definitions.ts';
import { expect, test } from '#tests/support/browser.ts';
import { startReport } from '#tests/support/intake.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import type { World } from '#tests/support/world.ts';

const MiB = 1024 ** 2;
const changed = { 'intake.maxThroughServerBytes': 6 * MiB, 'intake.maxFiles': 4 } as const;
let intake: RunningProcess;
let origin: string;
let folder: string;
test.beforeAll(async ({ world }) => {
  for (const [key, value] of Object.entries(changed)) await set(world, key as SettingKey, value);
  intake = await startProcess(world, 'intake');
  origin = world.installation.origins.intake;
  folder = await mkdtemp(path.join(tmpdir(), 'plain-'));
});
test.afterAll(async ({ world }) => {
  await intake.stop();
  // Other journeys share this world.
  for (const key of [...Object.keys(changed), 'intake.maxStoreBytes'] as SettingKey[]) await set(world, key, definitions[key].initial);
  await rm(folder, { recursive: true });
});
async function set(world: World, key: SettingKey, value: unknown): Promise<void> {
  await world.superSql`
    insert into settings (key, version, value)
    select ${key}, coalesce(max(version), 0) + 1, ${JSON.stringify(value)}::text::jsonb from settings where key = ${key}`;
}
async function file(name: string, size: number): Promise<string> {
  const at = path.join(folder, name);
  await writeFile(at, randomBytes(size));
  return at;
}
async function send(page: Page, files: readonly string[]): Promise<void> {
  await page.getByLabel('Choose files').setInputFiles([...files]);
  await page.getByRole('button', { name: 'Send these files' }).click();
}
const alert = (page: Page) => page.getByRole('alert');
const stored = (page: Page) => page.getByText('Stored', { exact: true });

test('limits are known before choosing; too large, too many, here already, no room: each is said on a page', async ({ browser, world }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const failed: string[] = [];
  page.on('requestfailed', (request) => failed.push(`${request.method()} ${request.failure()?.errorText}`));
  await startReport(page, origin);
  await page.goto(`${origin}/report/files`);
  await expect(page.getByText('Up to 4 files, 10 GB each, 50 GB together.')).toBeVisible();
  await expect(page.getByText('up to 6 MB each')).toBeVisible();
  await page.goto(`${origin}/report/statement`);
  await expect(page.getByText('up to 6 MB')).toBeVisible();
  await page.goto(`${origin}/report/files`);

  // Far more than the limit, so that an answer before the end would meet a browser that is still sending.
  await send(page, [await file('film.mp4', 48 * MiB), await file('plate.jpg', 20_000)]);
  await expect(alert(page)).toContainText('film.mp4: This file is larger than 6 MB');
  await expect(stored(page)).toHaveCount(1);

  await send(page, [await file('plate again.jpg', 0), path.join(folder, 'plate.jpg')]);
  await expect(alert(page)).toContainText('plate again.jpg: This file has nothing in it');
  await expect(alert(page)).toContainText('plate.jpg: This file is already in your report. It is kept once.');
  await expect(stored(page)).toHaveCount(1);

  const many = await Promise.all(Array.from({ length: 30 }, (_, n) => file(`${n}.jpg`, MiB)));
  await send(page, many);
  await expect(alert(page)).toContainText('29.jpg: A report can hold 4 files');
  await expect(stored(page)).toHaveCount(4);

  await set(world, 'intake.maxStoreBytes', 1);
  await page.getByRole('button', { name: 'Remove 0.jpg' }).click();
  await send(page, [many[9] ?? '']);
  await expect(alert(page)).toContainText('9.jpg: We have no room for this file right now. You can hand in your report without it');
  await expect(stored(page)).toHaveCount(3);
  expect(failed).toEqual([]);
  await context.close();
});

test('with JavaScript a full store is said beside the file, and nothing goes on trying', async ({ browser, world }) => {
  await set(world, 'intake.maxStoreBytes', 1);
  const page = await browser.newPage();
  await startReport(page, origin);
  await page.goto(`${origin}/report/files`);
  await page.getByLabel('Choose files').setInputFiles(await file('van.jpg', 20_000));
  await expect(page.locator('#list').getByText('We have no room for this file right now')).toBeVisible();
  await set(world, 'intake.maxStoreBytes', definitions['intake.maxStoreBytes'].initial);
  await page.close();
});
