/**
 * The public pages for who has scripts blocked, a screen magnified four times (1280 by 1024 becomes 320 by 256), high contrast and no animation.
 * With scripts, in light and dark, they are checked in `tests/journeys/intake-pages.spec.ts`.
 */
import type { BrowserContext, Page } from 'playwright';
import { checkPage, tabThrough } from '#tests/support/accessibility.ts';
import { expect, test } from '#tests/support/browser.ts';
import { answerTheRest, answerWhatIsNeeded, follow, handIn, save, startReport } from '#tests/support/intake.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';

const magnified = { width: 320, height: 256 };
const questions = ['what', 'when', 'where', 'who', 'whom', 'contact', 'use'] as const;
let intake: RunningProcess;
let origin: string;
test.beforeAll(async ({ world }) => {
  intake = await startProcess(world, 'intake');
  origin = world.installation.origins.intake;
});
test.afterAll(() => intake.stop());

/** axe itself is a script and needs a page that runs scripts: so ours never arrive, which leaves the same page as switching scripts off. */
async function withoutOurScripts(context: BrowserContext): Promise<Page> {
  await context.route('**/*.js', (route) => route.abort());
  return context.newPage();
}

test('every public page passes axe magnified, in high contrast, with scripts blocked, with and without errors', async ({ browser }) => {
  const context = await browser.newContext({ viewport: magnified, forcedColors: 'active', reducedMotion: 'reduce' });
  const page = await withoutOurScripts(context);
  const at = async (path: string): Promise<void> => {
    await page.goto(`${origin}${path}`);
    await checkPage(page, path);
  };
  await at('/');
  await startReport(page, origin);
  await checkPage(page, '/report');
  for (const question of questions) {
    await at(`/report/${question}`);
    if (question === 'who' || question === 'whom') continue; // nothing in them is needed
    await save(page);
    await expect(page.getByRole('alert')).toBeFocused();
    await checkPage(page, `/report/${question} with errors`);
  }
  await at('/report/check');
  await expect(page.getByRole('button', { name: 'Hand in the report' })).toHaveCount(0);
  await at('/report/files');
  await page.getByRole('button', { name: 'Send these files' }).click();
  await checkPage(page, '/report/files without a file');
  await page.getByLabel('Choose files').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(1000, 7) });
  await page.getByRole('button', { name: 'Send these files' }).click();
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(1);
  await checkPage(page, '/report/files with a file');
  await answerWhatIsNeeded(page, origin);
  await answerTheRest(page, origin);
  await at('/report');
  await at('/report/check');
  await page.getByRole('button', { name: 'Hand in the report' }).click();
  await checkPage(page, '/report/check with errors');
  const handed = await handIn(page, origin);
  await checkPage(page, '/report/receipt');
  await page.getByRole('button', { name: 'Finish' }).click();
  await checkPage(page, '/report/receipt with errors');
  await page.getByLabel('I have saved').check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Finished' })).toBeVisible();
  await checkPage(page, '/done');
  await follow(page, origin, handed);
  await checkPage(page, '/follow with a report');
  await at('/no-such-page');
  await context.close();
});

test('the keyboard alone reaches every control, which is in view and marked when it is reached', async ({ browser }) => {
  for (const forcedColors of ['none', 'active'] as const) {
    const context = await browser.newContext({ viewport: magnified, forcedColors });
    const page = await context.newPage();
    await startReport(page, origin);
    const everywhere = ['/', '/report', ...questions.map((question) => `/report/${question}`), '/report/files', '/report/check', '/follow'];
    for (const path of forcedColors === 'none' ? everywhere : ['/', '/report/when', '/report/files']) {
      await page.goto(`${origin}${path}`);
      const controls = await page
        .locator('a:visible, button:visible, input:not([type="hidden"]):not([type="radio"]):visible, select:visible, textarea:visible')
        .count();
      const groups = await page
        .locator('input[type="radio"]')
        .evaluateAll((radios) => new Set(radios.map((radio) => radio.getAttribute('name'))).size);
      expect([path, await tabThrough(page, path)]).toEqual([path, controls + groups]);
    }
    await context.close();
  }
});

test('nothing moves where people asked for no movement', async ({ browser }) => {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  await page.goto(origin);
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll('*')].filter((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element);
        return transitionDuration !== '0s' || animationName !== 'none';
      }).length,
  );
  expect(moving).toBe(0);
  await page.close();
});
