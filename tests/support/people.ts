/** What the journeys of the five people share: a browser that is watched, and what must hold when each is through. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright';
import { expect } from 'playwright/test';
import type { Portal } from '#tests/support/browser.ts';
import { signIn } from '#tests/support/console.ts';
import type { Handed } from '#tests/support/intake.ts';
import { checkInvariants, type Acknowledged } from '#tests/support/invariants.ts';
import { makeStaff } from '#tests/support/review.ts';
import { eventually, type World } from '#tests/support/world.ts';

export type Watched = {
  context: BrowserContext;
  page: Page;
  /** Every address that the page has asked for. */
  addresses: string[];
  /** Errors of scripts and of the content security policy. */
  complaints: string[];
};

export async function openWatched(browser: Browser, options: BrowserContextOptions): Promise<Watched> {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  const [addresses, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => void addresses.push(request.url()));
  page.on('pageerror', (error) => void complaints.push(error.message));
  // Chromium complains of every answer that says what is wrong (422), too.
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  return { context, page, addresses, complaints };
}

/** A reviewer at the queue. The caller closes the page's context. */
export async function openDesk(browser: Browser, { world, origins }: Portal): Promise<Page> {
  const desk = await (await browser.newContext()).newPage();
  await signIn(desk, world, await makeStaff(world, ['reviewer']));
  await desk.goto(`${origins.review}/queue`);
  return desk;
}

/** Waits until all that came with the report has been read. Its id. */
export async function untilReady({ world }: Portal, reference: string): Promise<string> {
  return eventually(
    'the report is ready to be looked at',
    async () => {
      const [item] = await world.superSql<{ id: string }[]>`
        select s.id from submissions s join triage_items t on t.submission_id = s.id where s.reference = ${reference} and t.state = 'ready'`;
      return item?.id;
    },
    90,
  );
}

/** No step of theirs went astray: the record holds what was acknowledged, and nothing that they wrote is where it does not belong. */
export async function checkAfter(
  portal: Portal,
  { watched, handed, files = [], canaries }: { watched: Watched; handed: Handed; files?: readonly SentFile[]; canaries: readonly string[] },
): Promise<void> {
  const { world, origins, processes } = portal;
  const { addresses, complaints } = watched;
  expect(complaints).toEqual([]);
  expect(addresses.filter((address) => ![origins.intake, world.servers.s3.endpoint].includes(new URL(address).origin))).toEqual([]);
  const secrets = [...canaries, handed.passphrase, handed.reference];
  for (const secret of secrets) expect(addresses.filter((address) => decodeURIComponent(address).includes(secret))).toEqual([]);
  const acknowledged: Acknowledged = { reference: handed.reference, files };
  const outputs = await Promise.all(
    Object.values(processes).map(async (running) => `${running.logs()}\n${await (await fetch(`${running.privateOrigin}/metrics`)).text()}`),
  );
  await checkInvariants(world, { acknowledged: [acknowledged], canaries: secrets, outputs });
}

export type SentFile = { name: string; size: number; sha256: string };

export async function describeFile(file: string): Promise<SentFile> {
  const bytes = await readFile(file);
  return { name: path.basename(file), size: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** The whole database as text, bytes as hex: for words that may stand nowhere in it. */
export async function recordText({ superSql: sql }: World): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`;
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await sql.unsafe<{ text: string }[]>(`select t::text as text from ${name} t`);
    texts.push(...rows.map(({ text }) => text));
  }
  return texts.join('\n');
}

/** The words of `wanted` that stand in the text as they are or in hex. */
export function foundIn(text: string, wanted: readonly string[]): string[] {
  return wanted.filter((words) => text.includes(words) || text.includes(Buffer.from(words).toString('hex')));
}

/** The browser keeps nothing: no cookie, no storage, no cache of its own, no page to go back to. */
export async function expectEmpty({ context, page }: Watched, words: readonly string[]): Promise<void> {
  expect(await context.storageState({ indexedDB: true })).toEqual({ cookies: [], origins: [] });
  expect(await page.evaluate(async () => [sessionStorage.length, (await caches.keys()).length, window.name])).toEqual([0, 0, '']);
  // A page that answered a form is not kept at all: Chromium has nothing to show and asks whether to send the form again.
  await page.goBack().catch((error: Error) => expect(error.message).toContain('ERR_CACHE_MISS'));
  for (const each of words) await expect(page.locator('body')).not.toContainText(each);
}
