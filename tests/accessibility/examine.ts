/** What every page must pass, in whatever state it is: axe by WCAG 2.2 AA, no sideways scrolling, targets large enough, an error summary that is read first. */
import { createHash } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { expect } from 'playwright/test';
import { findRawTexts } from '#tests/support/raw-text.ts';

/** What depends on colours: the slow part of axe, and the same in every language. */
const colours = ['color-contrast', 'link-in-text-block'];
/** WCAG 2.2 AA holds all that came before it; good practice beside it keeps headings and landmarks in order. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export type Rules = 'all' | 'contrast' | 'all but contrast';

/** Documents that were examined already. A page that is the very same with scripts off, or in a language that it is not translated into, is not asked twice. */
export type Examined = Set<string>;

/** False where this very document was examined before. `what` names the page where something is found. */
export async function examine(
  page: Page,
  what: string,
  { examined, look, rules }: { examined: Examined; look: string; rules: Rules },
): Promise<boolean> {
  await page.evaluate(() => document.querySelectorAll('main details').forEach((each) => ((each as HTMLDetailsElement).open = true)));
  const html = await page.evaluate(() => document.documentElement.outerHTML);
  const key = createHash('sha256').update(`${look}\n${html}`).digest('hex');
  if (examined.has(key)) return false;
  examined.add(key);
  const builder = new AxeBuilder({ page }).setLegacyMode(); // without a second page for frames, of which we have none
  if (rules === 'contrast') builder.withRules(colours);
  else builder.withTags(tags).disableRules(rules === 'all' ? [] : 'color-contrast');
  const { violations } = await builder.analyze();
  expect(
    violations.map(({ id, nodes }) => `${what}: ${id} ${nodes.map(({ html: node }) => node).join(' ')}`),
    `axe on ${what}`,
  ).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${what} scrolls sideways`).toBeLessThanOrEqual(0);
  expect(await smallTargets(page), `small targets on ${what}`).toEqual([]);
  expect(findRawTexts(await page.evaluate(() => document.body.innerText)), `keys and placeholders shown on ${what}`).toEqual([]);
  return true;
}

/** Controls lower than 44 pixels, ours by design; links within a sentence may be as high as the sentence. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls =
      'button, .button, select, textarea, summary, label.choice, input:not([type="checkbox"], [type="radio"], [type="hidden"])';
    return [...document.querySelectorAll<HTMLElement>(controls)].flatMap((control) => {
      const { height, width } = control.getBoundingClientRect();
      const isShown = control.checkVisibility() && control.closest('.hidden, [aria-hidden="true"]') === null && height > 0;
      return isShown && (height < 43.5 || width < 24)
        ? [`${Math.round(width)}x${Math.round(height)} ${control.outerHTML.slice(0, 120)}`]
        : [];
    });
  });
}

/** The summary has the focus, and each of its links leads to something that can take it. False where the page shows none. */
export async function hasErrorSummary(page: Page, what: string): Promise<boolean> {
  const summary = page.locator('main .summary[role="alert"]');
  if ((await summary.count()) === 0) return false;
  await expect(summary, what).toBeFocused();
  const dangling = await summary.evaluate((element) =>
    [...element.querySelectorAll('a')].flatMap((link) => {
      const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      field?.focus();
      return field && document.activeElement === field ? [] : [link.hash];
    }),
  );
  expect([what, dangling]).toEqual([what, []]);
  return true;
}

/**
 * Sends a form of the page, by its number, as somebody would who fills in nothing (`empty`), too much (`overlong`), or something everywhere (`filled`).
 * False where there is no such form.
 */
export async function sendForm(page: Page, number: number, how: 'empty' | 'overlong' | 'filled'): Promise<boolean> {
  const handle = await page.evaluateHandle(
    ([index, way]) => {
      const forms = [...document.querySelectorAll<HTMLFormElement>('main form')];
      const form = forms[index];
      if (!form) return null;
      for (const control of form.elements) if (way !== 'empty') fill(control, way);
      const named = (button: HTMLButtonElement) => ['add', 'drop', 'remove', 'lang'].includes(button.name);
      const buttons = [...form.querySelectorAll<HTMLButtonElement>('button[type="submit"]')];
      return (
        buttons.find((button) => !named(button) && button.checkVisibility() && button.closest('[aria-hidden="true"]') === null) ?? null
      );

      function fill(control: Element, by: 'overlong' | 'filled'): void {
        if (control.closest('[aria-hidden="true"]')) return; // what people do not see they do not fill in
        if (control instanceof HTMLTextAreaElement) control.value = by === 'overlong' ? 'long '.repeat(4_100) : 'Something\nin two lines';
        else if (control instanceof HTMLSelectElement) control.selectedIndex = Math.min(1, control.options.length - 1);
        else if (control instanceof HTMLInputElement) fillInput(control, by);
      }
      function fillInput(input: HTMLInputElement, by: 'overlong' | 'filled'): void {
        if (input.type === 'checkbox') input.checked = true;
        else if (input.type === 'radio') input.checked ||= form?.querySelector(`input[name="${CSS.escape(input.name)}"]`) === input;
        else if (input.type === 'time') input.value = '14:30';
        else if (input.type === 'text' || input.type === 'email' || input.type === 'tel' || input.type === 'url')
          input.value =
            by === 'overlong'
              ? 'long '.repeat(600)
              : input.name.endsWith('year')
                ? '2026'
                : input.inputMode === 'numeric'
                  ? '3'
                  : 'Something';
      }
    },
    [number, how] as const,
  );
  const button = handle.asElement();
  if (button === null) return false;
  const answered = Promise.race([page.waitForEvent('framenavigated'), page.waitForEvent('download')]);
  await Promise.all([answered, button.evaluate((element) => (element as HTMLButtonElement).click())]);
  await page.waitForLoadState('load');
  return true;
}
