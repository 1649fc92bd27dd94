/** Every page that a witness can meet, in the order in which one meets it. */
import type { Browser, Page } from 'playwright';
import { expect } from 'playwright/test';
import { answerTheRest, answerWhatIsNeeded, follow, handIn, save, startReport, type Handed } from '#tests/support/intake.ts';
import type { World } from '#tests/support/world.ts';
import type { Camera } from './camera.ts';

const questions = ['what', 'when', 'where', 'who', 'whom', 'contact', 'use'] as const;

/** Long enough to wrap, with a word that cannot be broken at a space and a language written from right to left. */
const account = [
  'At about half past two three people in tactical vests without names or badges stopped my neighbour at the bus stop. He asked who they were. One of them said “police”. They put him into a grey van and drove off towards Junction Boulevard.',
  'رأيت ثلاثة رجال يرتدون سترات بدون أسماء. أخذوا جاري من موقف الحافلة ثم غادروا بسيارة رمادية.',
  'The van had this on its side: UNITEDSTATESDEPARTMENTOFNOTHINGINPARTICULARSECTIONNINETEEN',
].join('\n\n');

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
  await startReport(page, origin);
  await camera.take(page, '02-list');
  for (const question of questions) {
    await at(`/report/${question}`, `03-${question}`);
    if (question === 'who' || question === 'whom') continue; // nothing in them is needed
    await save(page);
    await camera.take(page, `03-${question}-errors`);
  }
  await at('/report/files', '04-files-none');
  await at('/report/check', '05-check-missing');
  await answerWhatIsNeeded(page, origin, account);
  await answerTheRest(page, origin);
  await sendFiles(page, world, camera, files);
  await at('/report', '06-list-done');
  await at('/report/check', '07-check');
  await page.getByRole('button', { name: 'Hand in the report' }).click();
  await camera.take(page, '07-check-errors');
  const handed = await handIn(page, origin);
  await camera.take(page, '08-receipt');
  await page.getByRole('button', { name: 'Finish' }).click();
  await camera.take(page, '08-receipt-errors');
  await page.getByLabel('I have saved').check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Finished' })).toBeVisible();
  await camera.take(page, '09-done');
  await refusals(page, origin, camera);
  await context.close();
  return handed;
}

async function sendFiles(page: Page, world: World, camera: Camera, files: readonly string[]): Promise<void> {
  await page.goto(`${world.installation.origins.intake}/report/files`);
  const choose = page.getByLabel('Choose files');
  await choose.setInputFiles(files.slice(0, -1));
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(files.length - 1, { timeout: 60_000 });
  await page.getByLabel('What does it show?').first().fill('The van, seen from the corner');
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const parts = `${world.servers.s3.endpoint}/**`;
  await page.route(parts, async (route) => {
    await held;
    await route.continue();
  });
  await choose.setInputFiles(files.slice(-1));
  await choose.setInputFiles({ name: 'empty.mov', mimeType: 'video/quicktime', buffer: Buffer.alloc(0) });
  await expect(page.getByRole('progressbar')).toHaveCount(1);
  await expect(page.getByText('nothing in it')).toBeVisible();
  await camera.take(page, '04-files-sending');
  letGo();
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(files.length, { timeout: 60_000 });
  await page.unroute(parts);
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await page.goto(`${world.installation.origins.intake}/report/files`);
  await camera.take(page, '04-files');
}

/** What is refused, and the page that says so. */
async function refusals(page: Page, origin: string, camera: Camera): Promise<void> {
  await page.goto(`${origin}/follow`);
  await camera.take(page, '10-follow');
  await follow(page, origin, { reference: 'EX-7K3M-9QXT', passphrase: 'these are not the right seven words' });
  await camera.take(page, '10-follow-refused');
  await page.goto(`${origin}/nowhere`);
  await camera.take(page, '12-not-found');
  await startReport(page, origin);
  await page.goto(`${origin}/report/what`);
  await page.getByLabel('Tell us what you saw').fill(account);
  await page.context().clearCookies();
  await save(page);
  await camera.take(page, '12-draft-ended');
  await page.goto('about:blank');
  await page.setContent(`<form method="post" action="${origin}/report"><button>Go</button></form>`);
  await page.getByRole('button', { name: 'Go' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await camera.take(page, '12-from-another-site');
}

/** What the witness sees on coming back. */
export async function walkFollow(browser: Browser, world: World, camera: Camera, handed: Handed): Promise<void> {
  const page = await browser.newPage();
  await follow(page, world.installation.origins.intake, handed);
  await expect(page.getByRole('heading', { level: 1, name: handed.reference })).toBeVisible();
  await camera.take(page, '11-follow-report');
  await page.close();
}

/** The files page where scripts are off. */
export async function walkWithoutScript(browser: Browser, world: World, camera: Camera): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await startReport(page, world.installation.origins.intake);
  await page.goto(`${world.installation.origins.intake}/report/files`);
  await camera.take(page, '04-files-plain');
  await page.getByRole('button', { name: 'Send these files' }).click();
  await camera.take(page, '04-files-plain-errors');
  await context.close();
}
