/** What every page must pass, whoever looks at it and with whatever. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { expect } from 'playwright/test';

/** axe finds nothing and the page does not scroll sideways. `what` names the page where it fails. */
export async function checkPage(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${what} scrolls sideways`).toBeLessThanOrEqual(0);
}

/** Goes through the page by Tab alone. Every control is reached, once, in view when it is, with a visible mark; returns how many there were. */
export async function tabThrough(page: Page, what: string): Promise<number> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const seen = new Set<string>();
  for (;;) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return null;
      const { top, bottom, left, right } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      // Of a time field the browser marks the part that has the focus, which no script can see.
      const marked =
        element.matches('[type="time"]') ||
        (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) ||
        style.boxShadow !== 'none';
      const inView = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
      element.dataset.tabStop ??= String(document.querySelectorAll('[data-tab-stop]').length);
      return { key: element.dataset.tabStop, html: element.outerHTML.slice(0, 120), marked, inView };
    });
    if (stop === null || (seen.has(stop.key) && seen.size > 1 && !stop.html.includes('type="time"'))) break;
    expect([what, stop.html, stop.marked, stop.inView]).toEqual([what, stop.html, true, true]);
    seen.add(stop.key);
  }
  return seen.size;
}
