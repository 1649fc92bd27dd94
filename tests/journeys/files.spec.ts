/** The page of files: what is said of each file, with JavaScript and without; a file that fails; limits that are known before; the Enter key, which must not remove anything. */
import type { Page } from 'playwright';
import { settings as definitions } from '#db/settings/definitions.ts';
import { expect, test } from '#tests/support/browser.ts';
import { startReport } from '#tests/support/intake.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import type { World } from '#tests/support/world.ts';

let intake: RunningProcess;
let origin: string;
test.beforeAll(async ({ world }) => {
  await set(world, 'intake.refusedTypes', ['exe', 'msi']);
  await set(world, 'intake.maxFiles', 3);
  await set(world, 'intake.maxFileBytes', 3_000);
  intake = await startProcess(world, 'intake');
  origin = world.installation.origins.intake;
});
test.afterAll(async ({ world }) => {
  await intake.stop();
  // Other journeys share this world.
  await set(world, 'intake.refusedTypes', definitions['intake.refusedTypes'].initial);
  await set(world, 'intake.maxFiles', definitions['intake.maxFiles'].initial);
  await set(world, 'intake.maxFileBytes', definitions['intake.maxFileBytes'].initial);
});
async function set(world: World, key: string, value: unknown): Promise<void> {
  await world.superSql`
    insert into settings (key, version, value)
    select ${key}, coalesce(max(version), 0) + 1, ${JSON.stringify(value)}::text::jsonb from settings where key = ${key}`;
}

const photo = { name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(1_000, 7) };
const film = { name: 'van.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(2_000, 8) };
const stored = (page: Page) => page.getByText('Stored', { exact: true });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
async function openFiles(page: Page): Promise<void> {
  await page.goto(`${origin}/report/files`);
  await expect(page.getByRole('heading', { level: 1, name: 'Photos, videos and documents' })).toBeVisible();
}

for (const javaScriptEnabled of [true, false]) {
  test(`what is said of each file is kept ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await startReport(page, origin);
    await openFiles(page);
    await expect(page.getByText('Up to 3 files')).toBeVisible();
    await expect(page.getByText('not taken: exe, msi')).toBeVisible();
    await page.getByLabel('Choose files').setInputFiles([photo, film]);
    // Without a script either button sends them: nobody loses files by pressing the one that is meant for the end.
    if (!javaScriptEnabled) await press(page, 'Save and continue');
    await expect(stored(page)).toHaveCount(2);

    const second = page.getByRole('group', { name: 'van.mp4' });
    await second.getByText('About this file').click();
    await second.getByLabel('What does it show?').fill('The van <b>leaving</b> שלום');
    await second.getByLabel('Who recorded or wrote it?').selectOption('Someone I know');
    await second.getByLabel('When was it recorded').fill('May 12, about 3 pm');
    await second.getByLabel('On what device').fill('a doorbell camera');
    await second.getByLabel('Was it edited?').selectOption('No');
    await second.getByLabel('chat app').selectOption('Yes');
    const first = page.getByRole('group', { name: 'IMG_1.jpg' });
    await first.getByLabel('What does it show?').fill('x'.repeat(503));
    await press(page, 'Save and continue');
    await expect(page.getByRole('alert')).toContainText('3 characters too long');
    await expect(first.getByLabel('What does it show?')).toHaveValue('x'.repeat(503));
    await expect(second.getByLabel('On what device')).toHaveValue('a doorbell camera'); // typed, though not saved yet
    await first.getByLabel('What does it show?').fill('The plate');
    await press(page, 'Save and continue');
    await expect(page).toHaveURL(`${origin}/report`);

    await openFiles(page);
    await second.getByText('About this file').click();
    await expect(second.getByLabel('What does it show?')).toHaveValue('The van <b>leaving</b> שלום');
    await expect(second.getByLabel('Who recorded or wrote it?')).toHaveValue('known');
    await expect(second.getByLabel('When was it recorded')).toHaveValue('May 12, about 3 pm');
    await expect(second.getByLabel('On what device')).toHaveValue('a doorbell camera');
    await expect(second.getByLabel('Was it edited?')).toHaveValue('no');
    await expect(second.getByLabel('chat app')).toHaveValue('yes');
    await expect(first.getByLabel('What does it show?')).toHaveValue('The plate');
    await first.getByLabel('What does it show?').press('Enter');
    await expect(page).toHaveURL(`${origin}/report`); // saved, and the first file is still there
    await openFiles(page);
    await press(page, 'Remove IMG_1.jpg');
    await expect(stored(page)).toHaveCount(1);
    await context.close();
  });
}

test('what cannot be taken is known before anything is sent, each by its own sentence, and is taken off the list', async ({ browser }) => {
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('request', (request) => request.url().includes('/files/') && asked.push(request.url()));
  await startReport(page, origin);
  await openFiles(page);
  const name = `${'😀'.repeat(62)}.jpg`; // 252 bytes
  const files = [
    { ...film, name: 'empty.mov', buffer: Buffer.alloc(0) },
    { ...film, name: 'setup.exe' },
    { ...film, name: 'long.mp4', buffer: Buffer.alloc(3_001) },
  ];
  await page.getByLabel('Choose files').setInputFiles(files);
  const row = (of: string) => page.locator('#list > li').filter({ hasText: of });
  await expect(row('empty.mov')).toContainText('nothing in it');
  await expect(row('setup.exe')).toContainText('does not take files whose name ends in “.exe”');
  await expect(row('long.mp4')).toContainText('larger than 2 kB');
  await expect(page.locator('#list > li[data-phase="failed"]')).toHaveCount(3);
  expect(asked).toEqual([]);
  await press(page, 'Remove empty.mov');
  await expect(row('setup.exe').getByRole('heading')).toBeFocused();
  await press(page, 'Remove setup.exe');
  await press(page, 'Remove long.mp4');
  await expect(page.getByText('No files yet')).toBeVisible();
  await expect(page.getByLabel('Choose files')).toBeFocused();

  // Five, of which three have room: these are sent, and the others say why not.
  await page
    .getByLabel('Choose files')
    .setInputFiles([
      { ...photo, name },
      ...['2', '3', '4', '5'].map((n) => ({ ...photo, name: `${n}.jpg`, buffer: Buffer.alloc(1_000, n) })),
    ]);
  await expect(stored(page)).toHaveCount(3);
  await expect(page.getByRole('group', { name })).toBeVisible();
  await expect(row('5.jpg')).toContainText('A report can hold 3 files');
  await expect(page.locator('#list > li[data-phase="failed"]')).toHaveCount(2);
  await page.close();
});

test('files that are too many are refused by name without JavaScript', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await startReport(page, origin);
  await openFiles(page);
  await page
    .getByLabel('Choose files')
    .setInputFiles(Array.from({ length: 7 }, (_, n) => ({ ...photo, name: `${n}.jpg`, buffer: Buffer.alloc(1_000, n) })));
  await press(page, 'Send these files');
  await expect(page.getByRole('alert')).toContainText('3.jpg, 4.jpg, 5.jpg, 6.jpg: A report can hold 3 files');
  await expect(stored(page)).toHaveCount(3);
  await context.close();
});

test('a file that is chosen before the script has come is sent once it has', async ({ browser }) => {
  const page = await browser.newPage();
  await startReport(page, origin);
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/assets/page-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${origin}/report/files`, { waitUntil: 'commit' });
  await page.getByLabel('Choose files').setInputFiles(photo);
  letGo();
  await expect(stored(page)).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Send these files' })).toHaveCount(0);
  await page.close();
});
