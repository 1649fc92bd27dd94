/**
 * Every public page in English, Arabic and Chinese, with our scripts and without, empty, filled in and with errors, on 320 pixels: what a screen of 1280 shows magnified
 * four times. A page is found by its route, so that none is left out.
 */
import sharp from 'sharp';
import type { Browser, Locator, Page } from 'playwright';
import { expect, test } from '#tests/support/browser.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { tabThrough } from '#tests/support/accessibility.ts';
import { examine, hasErrorSummary, sendForm, type Examined, type Rules } from './examine.ts';
import { answer, begin, enter, publicPages, stages } from './public-pages.ts';

// Hundreds of looks at pages: how long that takes is no matter of this test.
test.describe.configure({ timeout: 900_000 });

let intake: RunningProcess;
let origin: string;
test.beforeAll(async ({ world }) => {
  intake = await startProcess(world, 'intake');
  origin = world.installation.origins.intake;
});
test.afterAll(() => intake.stop());

const magnified = { width: 320, height: 256 };
type Options = NonNullable<Parameters<Browser['newContext']>[0]>;

/** axe is a script itself and needs a page that runs scripts: so ours never arrive, which leaves the same page as switching scripts off. */
async function openPage(browser: Browser, options: Options, hasScripts: boolean): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, reducedMotion: 'reduce', ...options });
  if (!hasScripts) await context.route('**/*.js', (route) => route.abort());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return page;
}

/** Forms that would end what the next page needs are sent empty at most, or not at all. */
const notSent = ['/', '/report', '/report/begin', '/follow/report', '/follow/close', '/follow/add'];
const notFilled = ['/report/check', '/report/receipt', '/follow', '/follow/passphrase'];

type Pass = { language: 'en' | 'ar' | 'zh-Hans'; hasScripts: boolean; colorScheme: 'light' | 'dark'; rules: Rules };
const examined: Examined = new Set();

async function passThrough(browser: Browser, { language, hasScripts, colorScheme, rules }: Pass): Promise<void> {
  const look = `${language}, scripts ${hasScripts ? 'on' : 'off'}, ${colorScheme}`;
  const page = await openPage(browser, { locale: language, extraHTTPHeaders: { 'accept-language': language }, colorScheme }, hasScripts);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Chromium complains of every answer that says what is wrong, and of the scripts that we keep away.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  const refused = new Set<string>();
  for (const stage of stages) {
    await enter[stage](page, origin);
    for (const { path } of publicPages.filter((found) => found.stage === stage)) {
      const visit = async (): Promise<void> => {
        await page.goto(`${origin}${path}`);
        expect(new URL(page.url()).pathname, `${path} is not reached from stage "${stage}"`).toBe(path);
        expect(await page.locator('html').getAttribute('lang'), path).toBe(language);
      };
      const check = (state: string): Promise<boolean> =>
        examine(page, `${path} ${state} (${look})`, { examined, look: colorScheme, rules });
      /** Examined where something is wrong with what was sent; then the form is still there, and can be sent again. */
      const send = async (form: number, how: 'empty' | 'overlong' | 'filled'): Promise<boolean> => {
        if (!(await sendForm(page, form, how))) return false;
        if (await hasErrorSummary(page, `${path} sent ${how}`)) {
          refused.add(path);
          await check(`sent ${how}`);
        } else await visit();
        return true;
      };
      await visit();
      const isNew = await check('as it opens');
      if (notSent.includes(path) || (!isNew && !hasScripts)) continue; // what it answers is the same too
      for (let form = 0; await send(form, 'empty');) form += 1;
      if (notFilled.includes(path) || rules === 'contrast') continue;
      if (!refused.has(path)) await send(0, 'overlong');
      if (!(await send(0, 'filled'))) continue;
      await visit();
      await check('filled in');
    }
  }
  // These cannot be sent as they are: what was seen above was an error, and not by chance a page without one.
  const needy = ['what', 'when', 'where', 'use', 'contact', 'check', 'receipt'].map((name) => `/report/${name}`);
  if (hasScripts) expect([...refused]).toEqual(expect.arrayContaining([...needy, '/follow']));
  else expect([...refused]).toContain('/report/files'); // there the script alone sends files
  expect(complaints).toEqual([]);
  await page.context().close();
}

/** Two at a time: a browser and a server keep two processors busy. Contrast is looked at in one language; the dark differs in nothing else. */
test('every public page passes axe and stands on 320 pixels, in light and dark', async ({ browser }) => {
  const pass = { language: 'en', hasScripts: true } as const;
  await Promise.all([
    passThrough(browser, { ...pass, colorScheme: 'light', rules: 'all' }),
    passThrough(browser, { ...pass, colorScheme: 'dark', rules: 'contrast' }),
  ]);
});
test('every public page passes axe and stands on 320 pixels in Arabic and in Chinese', async ({ browser }) => {
  const pass = { hasScripts: true, colorScheme: 'light', rules: 'all but contrast' } as const;
  await Promise.all([passThrough(browser, { ...pass, language: 'ar' }), passThrough(browser, { ...pass, language: 'zh-Hans' })]);
});
/** Most pages are then the very same document; those that are not are tried in full. */
test('every public page passes axe and stands on 320 pixels where scripts never arrive, in all three languages', async ({ browser }) => {
  const pass = { hasScripts: false, colorScheme: 'light' } as const;
  await Promise.all([
    passThrough(browser, { ...pass, language: 'en', rules: 'all' }),
    passThrough(browser, { ...pass, language: 'ar', rules: 'all but contrast' }),
    passThrough(browser, { ...pass, language: 'zh-Hans', rules: 'all but contrast' }),
  ]);
});

/** Goes on by Tab until this has the focus, as somebody would who has no mouse. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let presses = 0; presses < 150; presses += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${String(control)}`);
}

test('a whole report is given by the keyboard alone', async ({ browser }) => {
  const page = await openPage(browser, { viewport: magnified }, true);
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const press = async (control: Locator, key = 'Enter'): Promise<void> => {
    await tabTo(page, control);
    await page.keyboard.press(key);
  };
  const type = async (control: Locator, text: string): Promise<void> => {
    await tabTo(page, control);
    await page.keyboard.type(text);
  };
  const open = (name: string): Promise<void> => press(page.getByRole('link', { name, exact: true }));
  const saveToList = async (): Promise<void> => {
    await press(button('Save and go to the list'));
    await expect(page.getByRole('heading', { level: 1, name: 'Your report' })).toBeVisible();
  };

  await page.goto(origin);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the main text' })).toBeFocused();
  await page.keyboard.press('Enter');
  await press(button('Start a report'));
  await open('What happened');
  await press(button('Save and go to the list'));
  await expect(page.getByRole('alert')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('#narrative')).toBeFocused();
  await page.keyboard.type('They took my neighbour from the bus stop.');
  await saveToList();
  await open('When it happened');
  await type(page.locator('#day'), 'Jan');
  await type(page.locator('#day-day'), '3');
  await type(page.locator('#day-year'), '2026');
  await saveToList();
  await open('Where it happened');
  await type(page.locator('#place'), 'Roosevelt Ave and 82nd St');
  await type(page.locator('#county'), 'Queens');
  await saveToList();
  await open('What we may do with your report');
  await press(page.locator('#read'), 'Space');
  await saveToList();
  await open('Check your answers and hand in now');
  await press(page.locator('#truth'), 'Space');
  await press(button('Hand in the report'));
  await expect(page.locator('#reference')).toBeVisible();
  await press(page.locator('#saved'), 'Space');
  await press(button('Finish and clear this browser'));
  await expect(page).toHaveURL(/\/done/);
  expect(await page.context().cookies()).toEqual([]);
  await page.context().close();
});

test('the keyboard reaches every control of every page, each in view and marked when it is reached', async ({ browser }) => {
  for (const forcedColors of ['none', 'active'] as const) {
    const page = await openPage(browser, { viewport: magnified, forcedColors }, true);
    await begin(page.context(), origin);
    await answer(page.context(), origin);
    const before = publicPages.filter(({ stage, path }) => stage === 'writing' || path === '/' || path === '/follow');
    for (const { path } of forcedColors === 'none' ? before : before.slice(0, 6)) {
      await page.goto(`${origin}${path}`);
      const controls = await page
        .locator(
          'a:visible, button:visible, summary:visible, input:not([type="hidden"], [type="radio"]):visible, select:visible, textarea:visible',
        )
        .evaluateAll((found) => found.filter((control) => (control as HTMLElement).tabIndex >= 0).length);
      const groups = await page
        .locator('input[type="radio"]:visible')
        .evaluateAll((radios) => new Set(radios.map((radio) => radio.getAttribute('name'))).size);
      expect([path, await tabThrough(page, path)]).toEqual([path, controls + groups]);
    }
    await page.context().close();
  }
});

/** How many pixels around a control change when the keyboard comes to it. */
async function markedPixels(page: Page, control: Locator): Promise<number> {
  await control.scrollIntoViewIfNeeded();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const box = await control.boundingBox();
  if (box === null) throw new Error('there is nothing to mark');
  const clip = { x: Math.max(0, box.x - 8), y: Math.max(0, box.y - 8), width: box.width + 16, height: box.height + 16 };
  const shot = async (): Promise<Buffer> =>
    sharp(await page.screenshot({ clip, animations: 'disabled', caret: 'hide' }))
      .raw()
      .toBuffer();
  const plain = await shot();
  await page.keyboard.press('Control'); // the keyboard was used last: that is when browsers show the mark
  await control.focus();
  const marked = await shot();
  const differs = (at: number): number =>
    [0, 1, 2].reduce((sum, channel) => sum + Math.abs((plain[at + channel] ?? 0) - (marked[at + channel] ?? 0)), 0);
  let changed = 0;
  for (let at = 0; at < plain.length; at += 3) if (differs(at) > 120) changed += 1;
  return changed;
}

test('what has the focus can be seen in light, dark, high contrast, and where nothing may move', async ({ browser }) => {
  const looks: Options[] = [
    { colorScheme: 'light' },
    { colorScheme: 'dark' },
    { forcedColors: 'active', colorScheme: 'light' },
    { forcedColors: 'active', colorScheme: 'dark' },
    { reducedMotion: 'reduce' },
  ];
  for (const look of looks) {
    const page = await openPage(browser, { viewport: { width: 320, height: 800 }, ...look }, true);
    await begin(page.context(), origin);
    await page.goto(`${origin}/report/when`);
    const controls = [
      '.masthead a',
      '#leave',
      '.languages summary',
      '.back',
      '#day',
      '#day-day',
      '#about',
      '[name="ongoing"]',
      '#save',
      '.foot a',
    ];
    for (const selector of controls) {
      const changed = await markedPixels(page, page.locator(selector).first());
      // At least as many pixels as a line of one pixel around the smallest of them, WCAG's measure.
      expect(changed, `${selector} in ${JSON.stringify(look)}`).toBeGreaterThan(80);
    }
    await page.context().close();
  }
});

test('nothing moves where people asked for no movement', async ({ browser }) => {
  const page = await openPage(browser, { reducedMotion: 'reduce' }, true);
  await begin(page.context(), origin);
  for (const path of ['/', '/report', '/report/files', '/report/statement']) {
    await page.goto(`${origin}${path}`);
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return transitionDuration !== '0s' || animationName !== 'none';
        }).length,
    );
    expect([path, moving]).toEqual([path, 0]);
  }
  await page.context().close();
});
