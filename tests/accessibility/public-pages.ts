/** Every public page, read from the folder of routes, so that a new one cannot be forgotten; and how a witness comes to where it is. */
import { readdirSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright';
import { expect } from 'playwright/test';

/** Where in a report's life a page is: before one is begun, while it is written, when nothing is missing, after it is handed in, when its witness comes back, when they add files. */
export const stages = ['before', 'writing', 'ready', 'handedIn', 'back', 'adding'] as const;
export type Stage = (typeof stages)[number];

/** Pages whose address does not tell their stage. Any other is looked for by its first word; one that is not reached fails the test. */
const stageOf: Record<string, Stage> = {
  '/': 'before',
  '/done': 'before',
  '/follow': 'before',
  '/follow/closed': 'before',
  '/report/begin': 'before',
  '/no-such-page': 'before',
  '/report/check': 'ready',
  '/follow/files': 'adding',
  '/follow/add': 'adding',
};

const routes = new URL('../../app/intake/routes', import.meta.url);

/** `report.files._index.tsx` is `/report/files`; files that end in `.ts` answer no page. */
export const publicPages: readonly { path: string; stage: Stage }[] = readdirSync(routes)
  .filter((file) => file.endsWith('.tsx'))
  .map((file) => {
    const words = file.replace(/\.tsx$/, '').split('.');
    const path = `/${words.filter((word) => word !== '_index').join('/')}`.replace('/$', '/no-such-page');
    return { path, stage: stageOf[path] ?? guessStage(path) };
  });

function guessStage(path: string): Stage {
  if (path.startsWith('/follow')) return 'back';
  return path.startsWith('/report/receipt') ? 'handedIn' : 'writing';
}

const ours = { 'sec-fetch-site': 'same-origin' };

export async function post(context: BrowserContext, address: string, form: Record<string, string>): Promise<void> {
  const answer = await context.request.post(address, { form, headers: ours, maxRedirects: 0 });
  expect([302, 303], `${address} answered ${answer.status()}`).toContain(answer.status());
}

export function begin(context: BrowserContext, origin: string): Promise<void> {
  return post(context, `${origin}/report`, {});
}

/** What is needed, posted as its pages would: their words differ by language. */
export async function answer(context: BrowserContext, origin: string): Promise<void> {
  const pages = {
    what: { narrative: 'Three people without names took my neighbour.\nThey drove off.' },
    when: { 'day-month': '1', 'day-day': '3', 'day-year': '2026', zone: 'America/New_York' },
    where: { place: 'Roosevelt Ave', county: 'queens' },
    use: { read: 'yes', showsReport: 'yes' },
  };
  for (const [name, form] of Object.entries(pages)) await post(context, `${origin}/report/${name}`, form);
}

async function sendFile(context: BrowserContext, address: string): Promise<void> {
  const file = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(1_000, 7) };
  const sent = await context.request.post(address, { multipart: { file }, headers: ours, maxRedirects: 0 });
  expect([address, sent.status()]).toEqual([address, 303]);
}

/** Brings a witness from one stage to the next. */
export const enter: Record<Stage, (page: Page, origin: string) => Promise<void>> = {
  before: async () => {},
  async writing(page, origin) {
    await begin(page.context(), origin);
    await sendFile(page.context(), `${origin}/report/files`);
  },
  async ready(page, origin) {
    await page.context().clearCookies(); // a new report: the pages of the one before hold whatever was tried on them
    await begin(page.context(), origin);
    await answer(page.context(), origin);
  },
  async handedIn(page, origin) {
    await post(page.context(), `${origin}/report/check`, { truth: 'yes' });
  },
  async back(page, origin) {
    await page.goto(`${origin}/report/receipt`);
    const [reference, passphrase] = [await page.locator('#reference').innerText(), await page.locator('#passphrase').innerText()];
    await post(page.context(), `${origin}/follow`, { reference, passphrase });
  },
  async adding(page, origin) {
    await page.goto(`${origin}/follow/report`);
    const opened = await page.locator('input[name="opened"]').first().inputValue();
    await post(page.context(), `${origin}/follow/report`, { opened, do: 'add' });
    await sendFile(page.context(), `${origin}/follow/files`);
  },
};
