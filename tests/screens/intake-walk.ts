/** Every page that a witness can meet, in the order in which one meets it. */
import { chromium, type Browser, type Page } from 'playwright';
import { expect } from 'playwright/test';
import { chromiumOptions } from '#tests/support/chromium.ts';
import { follow, handIn, save, startReport, type Handed } from '#tests/support/intake.ts';
import type { World } from '#tests/support/world.ts';
import type { Camera } from './camera.ts';
import { answerEverything } from './sample.ts';

/** The pages that ask, as they lie in the list. `wrong`: also as they come back when nothing was filled in. */
const questions = [
  { name: 'part', wrong: false },
  { name: 'what', wrong: true },
  { name: 'conduct', wrong: false },
  { name: 'when', wrong: true },
  { name: 'where', wrong: true },
  { name: 'who', wrong: false },
  { name: 'vehicles', wrong: false },
  { name: 'whom', wrong: false },
  { name: 'police', wrong: false },
  { name: 'witnesses', wrong: false },
  { name: 'reported', wrong: false },
  { name: 'losing', wrong: false },
  { name: 'links', wrong: false },
  { name: 'contact', wrong: true },
  { name: 'help', wrong: false },
  { name: 'use', wrong: true },
] as const;

/** Pages that are also pictured in the dark, and such as are pictured in other languages: narrow, where there is least room. */
const inTheDark = ['/report', '/report/when', '/report/files'];
const inOtherLanguages = { languages: ['ar', 'zh-Hans'], paths: ['/report', '/report/when', '/report/contact', '/report/check'] };

/** Walks through a whole report and leaves it handed in. `files` are sent with it: the last one is held in the middle of its way for one picture. */
export async function walkIntake(browser: Browser, world: World, camera: Camera, files: readonly string[]): Promise<Handed> {
  const origin = world.installation.origins.intake;
  const context = await browser.newContext({ colorScheme: 'light', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const at = async (path: string, name: string): Promise<void> => {
    await page.goto(`${origin}${path}`);
    await camera.take(page, name);
  };

  await at('/', '01-start');
  await page.locator('.languages summary').click();
  await camera.take(page, '01-start-languages', [360]);
  await at('/report/begin', '01-begin');
  await startReport(page, origin);
  await camera.take(page, '02-list');
  for (const { name, wrong } of questions) {
    if (!wrong) continue;
    await page.goto(`${origin}/report/${name}`);
    await save(page);
    await camera.take(page, `03-${name}-errors`);
  }
  await at('/report/event', '03-event');
  await at('/report/files', '04-files-none');
  await at('/report/check', '06-check-missing');
  await answerEverything(context, origin);
  for (const { name } of questions) await at(`/report/${name}`, `03-${name}`);
  await sendFiles(page, world, camera, files);
  await at('/report', '02-list-done');
  await otherLooks(page, origin, camera);
  await at('/report/check', '06-check');
  await page.getByRole('button', { name: 'Hand in the report' }).click();
  await camera.take(page, '06-check-errors', [360]);
  const handed = await handIn(page, origin);
  await camera.take(page, '07-receipt');
  await page.emulateMedia({ media: 'print' });
  await camera.take(page, '07-receipt-printed', [794]); // a sheet of A4, 210 mm at 96 dots an inch
  await page.emulateMedia({ media: null });
  await at('/report/receipt/reference', '07-receipt-reference');
  await at('/report/receipt/passphrase', '07-receipt-passphrase');
  await page.goto(`${origin}/report/receipt`);
  await page.getByRole('button', { name: 'Finish' }).click();
  await camera.take(page, '07-receipt-errors', [360]);
  await page.getByLabel('I have saved').check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Finished' })).toBeVisible();
  await camera.take(page, '08-done');
  await walkRefusals(page, origin, camera);
  await context.close();
  return handed;
}

async function sendFiles(page: Page, world: World, camera: Camera, files: readonly string[]): Promise<void> {
  await page.goto(`${world.installation.origins.intake}/report/files`);
  const choose = page.getByLabel('Choose files');
  await choose.setInputFiles(files.slice(0, -1));
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(files.length - 1, { timeout: 60_000 });
  await page.getByLabel('What does it show?').first().fill('The van, seen from the corner');
  await page.getByText('About this file').first().click();
  await page.getByLabel('On what device').first().fill('my phone');
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const phase = (name: string) => page.locator(`#list > [data-phase="${name}"]`);
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const parts = `${world.servers.s3.endpoint}/**`;
  await page.route(parts, async (route) => {
    await held;
    await route.abort();
  });
  await choose.setInputFiles(files.slice(-1));
  await choose.setInputFiles({ name: 'empty.mov', mimeType: 'video/quicktime', buffer: Buffer.alloc(0) });
  await expect(phase('sending')).toHaveCount(1);
  await expect(page.locator('#list').getByText('nothing in it')).toBeVisible();
  await camera.take(page, '04-files-sending');
  await button('Save and continue').click();
  await camera.take(page, '04-files-leaving', [360]);
  await button('Stay here').click();
  letGo();
  await expect(phase('offline')).toHaveCount(1);
  await camera.take(page, '04-files-offline', [360]);
  await page.unroute(parts);
  await phase('offline').getByText('Try now').click();
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(files.length, { timeout: 60_000 });
  await page.route(parts, () => {}); // never answered
  await choose.setInputFiles({ name: 'from the corner.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(2_000_000, 9) });
  await expect(phase('sending')).toHaveCount(1);
  await button('Save and continue').click();
  await button('Go on without them').click();
  await page.goto(`${world.installation.origins.intake}/report/check`);
  await camera.take(page, '06-check-unfinished', [360]);
  await page.unroute(parts);
  await page.getByRole('link', { name: 'Go to the files to finish them' }).click();
  await camera.take(page, '04-files-unfinished', [360]);
  await button('Remove from the corner.mp4').click();
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await page.goto(`${world.installation.origins.intake}/report/files`);
  await camera.take(page, '04-files');
}

/** The same report in the dark and in languages with other scripts; goes back to English and light. */
async function otherLooks(page: Page, origin: string, camera: Camera): Promise<void> {
  const nameOf = (path: string): string => path.replace('/report', '').replace('/', '') || 'list';
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const path of inTheDark) {
    await page.goto(origin + path);
    await camera.take(page, `09-dark-${nameOf(path)}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  const speak = async (lang: string): Promise<void> => {
    const form = { lang, back: '/report' };
    await page.context().request.post(`${origin}/language`, { form, headers: { 'sec-fetch-site': 'same-origin' } });
  };
  for (const language of inOtherLanguages.languages) {
    await speak(language);
    for (const path of inOtherLanguages.paths) {
      await page.goto(origin + path);
      if ((await page.locator('html').getAttribute('lang')) !== language) throw new Error(`${path} is not in ${language}`);
      await camera.take(page, `09-${language}-${nameOf(path)}`, [360]);
    }
  }
  await speak('en');
}

/** What is refused, and the page that says so. */
async function walkRefusals(page: Page, origin: string, camera: Camera): Promise<void> {
  await page.goto(`${origin}/follow`);
  await camera.take(page, '10-follow');
  await follow(page, origin, { reference: 'EX-7K3M-9QXT', passphrase: 'these are not the right seven words' });
  await camera.take(page, '10-follow-refused');
  await page.goto(`${origin}/no-such-page`);
  await camera.take(page, '12-not-found');
  await startReport(page, origin);
  await page.goto(`${origin}/report/what`);
  await page.getByLabel('Tell us what you saw').fill('I saw three people without names take my neighbour from the bus stop.');
  await page.context().clearCookies();
  await save(page);
  await camera.take(page, '12-draft-ended');
  await page.goto('about:blank');
  await page.setContent(`<form method="post" action="${origin}/report"><button>Go</button></form>`);
  await page.getByRole('button', { name: 'Go' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await camera.take(page, '12-from-another-site');
}

/** What the witness sees on coming back, and the files that they add. */
export async function walkFollow(browser: Browser, world: World, camera: Camera, handed: Handed): Promise<void> {
  const origin = world.installation.origins.intake;
  const page = await browser.newPage();
  await follow(page, origin, handed);
  await expect(page.getByRole('heading', { level: 1, name: handed.reference })).toBeVisible();
  await camera.take(page, '11-follow-report');
  for (const name of ['messages', 'correct', 'choices', 'passphrase', 'known', 'proof', 'close']) {
    await page.goto(`${origin}/follow/${name}`);
    await camera.take(page, `11-follow-${name}`);
  }
  await page.goto(`${origin}/follow/report`);
  await page.locator('button[name="do"][value="add"]').first().click();
  await page.getByLabel('Choose files').setInputFiles({ name: 'second video.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(50_000, 1) });
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(1);
  await camera.take(page, '11-follow-files');
  await page.goto(`${origin}/follow/add`);
  await camera.take(page, '11-follow-add');
  await page.goto(`${origin}/follow/closed`);
  await camera.take(page, '11-follow-closed');
  await page.close();
}

/** The pages that send files where scripts are off. */
export async function walkWithoutScript(browser: Browser, world: World, camera: Camera): Promise<void> {
  const origin = world.installation.origins.intake;
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await startReport(page, origin);
  await page.goto(`${origin}/report/statement`);
  await camera.take(page, '05-statement-plain');
  await page.goto(`${origin}/report/files`);
  await camera.take(page, '04-files-plain');
  await page.getByRole('button', { name: 'Send these files' }).click();
  await camera.take(page, '04-files-plain-errors');
  await context.close();
}

/** The page of the statement, with a microphone that Chromium makes up: before, while and after it records. */
export async function walkStatement(world: World, camera: Camera): Promise<void> {
  const microphone = '--use-fake-device-for-media-stream';
  const browser = await chromium.launch({ ...chromiumOptions, args: [...chromiumOptions.args, microphone] });
  const context = await browser.newContext({ permissions: ['microphone'], reducedMotion: 'reduce' });
  const page = await context.newPage();
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  await startReport(page, world.installation.origins.intake);
  await page.goto(`${world.installation.origins.intake}/report/statement`);
  await camera.take(page, '05-statement');
  await press('Start recording');
  await expect(page.getByRole('timer')).toHaveText('0:01');
  await press('Pause');
  await camera.take(page, '05-statement-paused');
  await press('Stop');
  await camera.take(page, '05-statement-recorded');
  await press('Send this recording');
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(1);
  await camera.take(page, '05-statement-sent');
  await browser.close();
}
