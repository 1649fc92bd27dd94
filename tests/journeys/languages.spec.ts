/** A witness reads in another language than English, and changes it in the middle: nothing typed is lost, nothing is stored on the device, with JavaScript and without. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright';
import { textsIn, type LanguageCode } from '#app/i18n/texts.ts';
import { expect, test } from '#tests/support/browser.ts';
import { answerWhatIsNeeded, handIn, readReceipt, startReport } from '#tests/support/intake.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';

const narrative = 'Vi a tres hombres sin nombre.\nشاهدتُ ثلاثة رجال <b>';
const caption = 'Lo que vi <b> شاهدتُ';
const names = { es: 'Español', ar: 'العربية', en: 'English', yi: 'ייִדיש' } as const;

let intake: RunningProcess;
let origin: string;
test.beforeAll(async ({ world }) => {
  intake = await startProcess(world, 'intake');
  origin = world.installation.origins.intake;
});
test.afterAll(() => intake.stop());

/** What the menu holds is a link, a button of the page's form, or one of its own: for a person all the same. */
async function choose(page: Page, name: string): Promise<void> {
  const menu = page.locator('nav.languages');
  await menu.locator('summary').click();
  await menu.locator('li').filter({ hasText: name }).locator('a, button').click();
}

async function expectLanguage(page: Page, code: LanguageCode, direction: 'ltr' | 'rtl' = 'ltr'): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', code);
  await expect(page.locator('html')).toHaveAttribute('dir', direction);
  await expect(page.getByRole('link', { name: textsIn(code)('shell.skip') })).toHaveCount(1);
}

async function open(
  browser: Browser,
  options: { javaScriptEnabled: boolean; locale?: string },
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext(options);
  return { context, page: await context.newPage() };
}

const submit = (page: Page): Promise<void> => page.locator('#save').click();

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test('the first page speaks the browser’s language, and English where we do not have it', async ({ browser }) => {
      for (const [locale, code, direction] of [
        ['es-MX', 'es', 'ltr'],
        ['ar-EG', 'ar', 'rtl'],
        ['de-DE', 'en', 'ltr'],
      ] as const) {
        const { context, page } = await open(browser, { javaScriptEnabled, locale });
        await page.goto(origin);
        await expectLanguage(page, code, direction);
        await context.close();
      }
    });

    test('a translation that no person has read says so, in its language', async ({ browser }) => {
      const { context, page } = await open(browser, { javaScriptEnabled });
      await page.goto(`${origin}/?lang=es`);
      await expect(page.locator('#machine-mark')).toHaveText(textsIn('es')('language.machine'));
      await page.goto(`${origin}/?lang=en`);
      await expect(page.locator('#machine-mark')).toHaveCount(0);
      await context.close();
    });

    test('a choice made before the report begins goes with it, and no cookie before that', async ({ browser }) => {
      const { context, page } = await open(browser, { javaScriptEnabled });
      await page.goto(origin);
      await choose(page, names.ar);
      await expectLanguage(page, 'ar', 'rtl');
      expect(await context.cookies()).toEqual([]);
      await page
        .getByRole('link', { name: textsIn('ar')('shell.follow') })
        .first()
        .click();
      await expectLanguage(page, 'ar', 'rtl');
      await page.getByRole('link', { name: textsIn('ar')('shell.start'), exact: true }).click();
      await page.getByRole('button', { name: textsIn('ar')('start.begin') }).click();
      await expect(page).toHaveURL(`${origin}/report`);
      await expectLanguage(page, 'ar', 'rtl');
      expect(await context.cookies()).toHaveLength(1);
      await context.close();
    });

    test('typed but unsaved answers survive a change of language, on each kind of page', async ({ browser }) => {
      const { context, page } = await open(browser, { javaScriptEnabled });
      await begin(page);
      await page.goto(`${origin}/report/what?from=check`);
      await page.locator('[name=narrative]').fill(narrative);
      await choose(page, names.ar);
      await expectLanguage(page, 'ar', 'rtl');
      await expect(page).toHaveURL(/\/report\/what/);
      await expect(page.locator('[name=narrative]')).toHaveValue(narrative);
      await expect(page.getByRole('alert')).toHaveCount(0); // nothing is checked, and nothing saved
      await choose(page, names.yi);
      await expectLanguage(page, 'yi', 'rtl');
      await submit(page);
      await expect(page).toHaveURL(`${origin}/report/check`); // the way back is kept too
      await expectLanguage(page, 'yi', 'rtl');
      await choose(page, names.en);
      await expect(page).toHaveURL(`${origin}/report/check`);
      await expectLanguage(page, 'en');
      await page.goto(`${origin}/report/what`);
      await expect(page.locator('[name=narrative]')).toHaveValue(narrative);

      await page.goto(`${origin}/report/when`);
      await page.locator('[name=day-day]').fill('31');
      await page.locator('[name=day-month]').selectOption('7');
      await choose(page, names.es);
      await expectLanguage(page, 'es');
      await expect(page.locator('[name=day-day]')).toHaveValue('31');
      await expect(page.locator('[name=day-month]')).toHaveValue('7');
      await expect(page.locator('[name=day-month] option:checked')).toHaveText('julio');

      await page.goto(`${origin}/report/who`);
      await page.locator('[name="people.0.agencies"][value=fbi]').check();
      await choose(page, names.ar);
      await expectLanguage(page, 'ar', 'rtl');
      await expect(page.locator('[name="people.0.agencies"][value=fbi]')).toBeChecked();
      await context.close();
    });

    test('what is said of a file survives it, and the receipt is read in any language', async ({ browser }) => {
      const { context, page } = await open(browser, { javaScriptEnabled });
      await startReport(page, origin);
      await answerWhatIsNeeded(page, origin);
      await page.goto(`${origin}/report/files`);
      await page.locator('#file').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(1000, 7) });
      if (!javaScriptEnabled) await page.getByRole('button', { name: textsIn('en')('files.send') }).click();
      await page.locator('[name^="caption."]').fill(caption);
      await expect(page.getByText(textsIn('en')('files.stored'), { exact: true })).toHaveCount(1);
      await choose(page, names.es);
      await expectLanguage(page, 'es');
      await expect(page).toHaveURL(`${origin}/report/files`);
      await expect(page.locator('[name^="caption."]')).toHaveValue(caption);
      await page.goto(`${origin}/report/check`);
      await choose(page, names.en);
      const handed = await handIn(page, origin);
      await choose(page, names.ar);
      await expectLanguage(page, 'ar', 'rtl');
      expect(await readReceipt(page)).toEqual(handed);
      await page.locator('[name=saved]').check();
      await page.getByRole('button', { name: textsIn('ar')('receipt.finish') }).click();
      await expect(page).toHaveURL(/\/done/);
      await expectLanguage(page, 'ar', 'rtl');
      expect(await context.cookies()).toEqual([]);
      await context.close();
    });

    test('Enter in a field saves the page and changes no language', async ({ browser }) => {
      const { context, page } = await open(browser, { javaScriptEnabled });
      await begin(page);
      await page.goto(`${origin}/report/where?from=check`);
      await page.locator('[name=county]').selectOption('queens');
      await page.locator('[name=place]').fill('82nd St');
      await page.locator('[name=city]').fill('Queens');
      await page.locator('[name=city]').press('Enter');
      await expect(page).toHaveURL(`${origin}/report/check`);
      await expectLanguage(page, 'en');
      await context.close();
    });

    test('what goes wrong is said in the chosen language, and the title says it first', async ({ browser }) => {
      const { context, page } = await open(browser, { javaScriptEnabled, locale: 'es-US' });
      await begin(page);
      await page.goto(`${origin}/report/where`);
      await submit(page);
      await expect(page.getByRole('alert')).toContainText(textsIn('es')('error.summary'));
      await expect(page).toHaveTitle(textsIn('es')('title.error', { title: textsIn('es')('where.title') }));
      await page.goto(`${origin}/nowhere`);
      await expectLanguage(page, 'es');
      await expect(page).toHaveTitle(textsIn('es')('refusal.notFound.title'));
      // A refusal that an action throws: the draft is gone.
      await page.goto(`${origin}/report/what`);
      await page.locator('[name=narrative]').fill(narrative);
      await context.clearCookies();
      await submit(page);
      await expectLanguage(page, 'es');
      await expect(page).toHaveTitle(textsIn('es')('refusal.draftEnded.title'));
      await expect(page.getByLabel(textsIn('es')('refusal.typed'))).toHaveValue(narrative);
      await choose(page, names.ar);
      await expectLanguage(page, 'ar', 'rtl');
      await context.close();
    });
  });
}

test('the open menu passes axe, fits a phone, and has room for a finger', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  for (const lang of ['en', 'ar']) {
    for (const path of ['/', '/report/what']) {
      if (path !== '/') await begin(page);
      await page.goto(`${origin}${path}?lang=${lang}`);
      await page.locator('nav.languages summary').click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      for (const target of await page.locator('nav.languages').locator('a, button:visible').all())
        expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
    await context.clearCookies();
  }
  await context.close();
});

async function begin(page: Page): Promise<void> {
  await page.goto(origin);
  await page.locator('main form[method=post] button').last().click();
  await expect(page).toHaveURL(`${origin}/report`);
}
