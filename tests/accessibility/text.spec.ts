/** Text twice as large, text spaced wide, colours of the system's own: one look at every public page, narrow, each at its stage. And what its fields ask the browser to remember: nothing. */
import type { Page } from 'playwright';
import { expect, test } from '#tests/support/browser.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { examine, type Examined } from './examine.ts';
import { enter, publicPages, stages } from './public-pages.ts';

test.describe.configure({ timeout: 600_000 });

let intake: RunningProcess;
let origin: string;
test.beforeAll(async ({ world }) => {
  intake = await startProcess(world, 'intake');
  origin = world.installation.origins.intake;
});
test.afterAll(() => intake.stop());

/** What a reader may set, and must lose nothing by. The second are the values of WCAG 1.4.12. */
const readings = {
  'twice as large': 'html { font-size: 225% !important; }', // ours is 112.5%
  'spaced wide':
    '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }',
};
const widths = [320, 360];

/** A reader's own style, which the content security policy of a page cannot forbid. */
function wear(page: Page, content: string): Promise<void> {
  return page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, content);
}

/** Sideways scrolling, and text that ends where its box does. Fields scroll by themselves; what is meant for the ear alone is small on purpose. */
function lost(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const sideways = document.documentElement.scrollWidth - innerWidth;
    const boxes = [...document.querySelectorAll<HTMLElement>('body, body *')].filter(
      (element) =>
        !element.matches('textarea, select, input, progress') && element.closest('.hidden, svg') === null && element.checkVisibility(),
    );
    const clipped = boxes.filter((element) => {
      const { overflowX, overflowY } = getComputedStyle(element);
      const cuts = (overflow: string): boolean => overflow !== 'visible';
      return (
        (cuts(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
        (cuts(overflowY) && element.scrollHeight > element.clientHeight + 1)
      );
    });
    // A button or a tag lets its words stand out of it rather than cut them: then they stand in something else's place.
    const overrun = boxes.filter(
      (element) =>
        element.matches('button, .button, .tag, summary, label, legend, a') &&
        getComputedStyle(element).display !== 'inline' &&
        (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1),
    );
    return [
      ...(sideways > 0 ? [`scrolls sideways by ${sideways}`] : []),
      ...[...new Set([...clipped, ...overrun])].map((element) => element.outerHTML.slice(0, 120)),
    ];
  });
}

/** Fields that a browser may fill in next time or send away for spelling. `new-password` and the like would be said on purpose; there is none yet. */
function remembered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const none = 'input:not([type="hidden"], [type="checkbox"], [type="radio"], [type="file"], [type="submit"])';
    return [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(`${none}, textarea, [contenteditable]`)].flatMap(
      (control) => {
        const asked = control.getAttribute('autocomplete') ?? control.form?.getAttribute('autocomplete');
        const isSpelled = control instanceof HTMLTextAreaElement && control.getAttribute('spellcheck') !== 'false';
        return [
          ...(asked === 'off' ? [] : [`autocomplete="${asked}" ${control.outerHTML.slice(0, 80)}`]),
          ...(isSpelled ? [`spelled ${control.outerHTML.slice(0, 80)}`] : []),
        ];
      },
    );
  });
}

test('every public page stands with large text, with wide text and in forced colours, and asks the browser to remember nothing', async ({
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, reducedMotion: 'reduce', forcedColors: 'active' });
  const page = await context.newPage();
  const examined: Examined = new Set();
  const found: string[] = [];
  for (const stage of stages) {
    await enter[stage](page, origin);
    for (const { path } of publicPages.filter((each) => each.stage === stage)) {
      await page.goto(`${origin}${path}`);
      await examine(page, `${path} in forced colours`, { examined, look: 'forced', rules: 'contrast' }); // opens what is folded away
      found.push(...(await remembered(page)).map((field) => `${path}: ${field}`));
      for (const [reading, content] of Object.entries(readings)) {
        await wear(page, content);
        for (const width of widths) {
          await page.setViewportSize({ width, height: 640 });
          found.push(...(await lost(page)).map((what) => `${path}, ${reading}, ${width}: ${what}`));
        }
      }
      await wear(page, '');
    }
  }
  expect(found).toEqual([]);
  await context.close();
});
