/** Uploads that something happens to, in a real browser before the real store: after each the object in quarantine is the file, byte for byte, and what was stored is not sent again. */
import { createHash, randomBytes } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type BrowserContext, type Page, type Route } from 'playwright';
import { textsIn } from '#app/i18n/texts.ts';
import { readObject } from '#infra/store/objects.ts';
import { chromiumOptions, expect, test } from '#tests/support/browser.ts';
import { findGateway } from '#tests/support/gateway.ts';
import { startReport } from '#tests/support/intake.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { effects, openFront, type Front, type Request, type Verb } from '#tests/support/s3-front.ts';
import { eventually, type World } from '#tests/support/world.ts';

const MiB = 1024 ** 2;
const size = 24 * MiB;
const partSize = 5 * MiB;
const parts = [1, 2, 3, 4, 5];
const bytes = randomBytes(size);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const lengthOf = (n: number): number => Math.min(partSize, size - (n - 1) * partSize);

let front: Front;
let intake: RunningProcess;
let origin: string;
let film: string;
test.beforeAll(async ({ world }) => {
  front = await openFront(world.servers.s3.endpoint);
  intake = await startProcess(world, 'intake', front.environment);
  origin = world.installation.origins.intake;
  film = path.join(world.folder, 'film.mp4');
  await writeFile(film, bytes);
});
test.afterEach(() => {
  front.clear();
  front.refuse(false);
  front.limit(undefined);
  front.forget();
});
// Openings whose every answer was lost are left to the sweep, which does not run here: I7 is not asked (F11 and F12 ask all of them).
test.afterAll(async () => {
  await intake?.stop();
  await front?.close();
});

async function openFiles(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await startReport(page, origin);
  await page.goto(`${origin}/report/files`);
  return page;
}
const choose = (page: Page): Promise<void> => page.locator('#file').setInputFiles(film);

type Upload = { id: string; state: string; key: string; versionId: string | null; sha256: Buffer | null };
/** The latest upload of the world that was not given up: each test begins a report of its own. */
async function latest(world: World): Promise<Upload | undefined> {
  const [upload] = await world.superSql<Upload[]>`
    select id, state, object_key as key, version_id as "versionId", sha256_declared as sha256 from uploads where state <> 'abandoned' order by created_at desc limit 1`;
  return upload;
}

/** Waits until the record has it, and reads the object with the one credential that may. */
async function isStoredAsItIs(world: World, before: string | undefined, page: Page): Promise<void> {
  const upload = await eventually(
    'the upload is stored',
    async () => {
      const now = await latest(world);
      return now && now.id !== before && now.state === 'stored' ? now : undefined;
    },
    100,
  );
  const { body } = await readObject(world.store('receive'), { bucket: 'quarantine', key: upload.key, versionId: upload.versionId ?? '' });
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk as Uint8Array);
  expect(hash.digest('hex')).toBe(sha256);
  expect(upload.sha256?.toString('hex')).toBe(sha256);
  await expect(page.locator(`[data-upload="${upload.id}"][data-phase="stored"]`)).toBeVisible({ timeout: 60_000 });
}

/** A report of its own, an upload under this trouble, and what came of it. */
async function send(world: World, context: BrowserContext, during: (page: Page) => Promise<void> = async () => undefined): Promise<void> {
  const before = (await latest(world))?.id;
  const page = await openFiles(context);
  await choose(page);
  await during(page);
  await isStoredAsItIs(world, before, page);
  await page.close();
}
/** What the page sent; the web process asks the store a question of its own when it starts. */
const sentParts = (): Request[] => front.requests('uploadPart').filter(({ from }) => from === 'page');
const sentBytes = (): number => sentParts().reduce((sum, request) => sum + request.bytes, 0);
const storedParts = (): number[] =>
  sentParts()
    .filter(({ status }) => status === 200)
    .map(({ part }) => part ?? 0);
const untilStored = (count: number): Promise<unknown> => eventually(`${count} parts are stored`, () => storedParts().length >= count);

test('nothing happens: each byte travels once, and none through the web process', async ({ world, context }) => {
  let posted = 0;
  context.on('request', (request) => {
    if (request.url().startsWith(origin)) posted += request.postDataBuffer()?.byteLength ?? 0;
  });
  await send(world, context);
  expect(sentBytes()).toBe(size);
  expect(posted).toBeLessThan(10_000);
});

test.describe('the network is cut', () => {
  const lose = async (route: Route): Promise<void> => {
    await route.fetch();
    await route.abort('connectionreset');
  };
  for (const verb of ['create', 'sign', 'complete']) {
    test(`at the request to ${verb}, before it and before its answer`, async ({ world, context }) => {
      let seen = 0;
      await context.route(`**/report/files/${verb}`, (route) => {
        seen += 1;
        if (seen === 1) return route.abort('connectionreset');
        return seen === 2 ? lose(route) : route.continue();
      });
      await send(world, context);
      expect(seen).toBeGreaterThan(2);
      expect(sentBytes()).toBe(size);
    });
  }

  test('in the middle of each part', async ({ world, context }) => {
    const cuts = parts.map((part) => front.rule({ verb: 'uploadPart', part, times: 1, effect: effects.reset(lengthOf(part) / 2) }));
    await send(world, context);
    expect(cuts.map((cut) => cut.applied())).toEqual(parts.map(() => 1));
    expect(storedParts().toSorted()).toEqual(parts);
  });

  for (const begun of [true, false]) {
    const again = begun ? 'none is sent again' : 'the browser may send one again by itself, and it is the same';
    test(`after each part, ${begun ? 'in' : 'before'} its answer: ${again}`, async ({ world, context }) => {
      const effect = effects.dropReply({ begun });
      const lost = parts.map((part) => front.rule({ verb: 'uploadPart', part, times: 1, effect }));
      await send(world, context);
      expect(lost.map((one) => one.applied())).toEqual(parts.map(() => 1));
      expect(sentBytes()).toBeLessThanOrEqual(begun ? size : 2 * size);
    });
  }

  for (const verb of ['createMultipart', 'listParts', 'complete'] satisfies Verb[]) {
    test(`between the web process and the store, at ${verb}, for longer than it tries`, async ({ world, context }) => {
      const lost = front.rule({ verb, times: 4, effect: effects.dropReply() });
      await send(world, context);
      expect(lost.applied()).toBeGreaterThanOrEqual(verb === 'complete' ? 3 : 4);
      expect(sentBytes()).toBe(size);
    });
  }

  test('altogether for a while: the browser is offline', async ({ world, context }) => {
    front.limit(8 * MiB);
    await send(world, context, async () => {
      await untilStored(1);
      await context.setOffline(true);
      front.cutAll();
      front.limit(undefined);
      const failed = context.waitForEvent('requestfailed');
      await failed;
      await context.setOffline(false);
    });
  });
});

test('the store is down for a while', async ({ world, context }) => {
  front.limit(8 * MiB);
  await send(world, context, async () => {
    await untilStored(1);
    const before = front.refused();
    front.refuse(true);
    await eventually('it was tried in vain', () => front.refused() >= before + 4);
    front.refuse(false);
    front.limit(undefined);
  });
  expect(storedParts().toSorted()).toEqual(parts);
});

test('the web process is killed, and one starts in its place', async ({ world, context }) => {
  front.limit(8 * MiB);
  await send(world, context, async (page) => {
    await untilStored(1);
    await intake.kill9();
    front.limit(undefined);
    await page.waitForEvent('requestfailed');
    intake = await startProcess(world, 'intake', front.environment);
  });
  expect(storedParts().toSorted()).toEqual(parts);
});

for (const cors of [true, false]) {
  test(`the address of each part has expired ${cors ? 'and the store says so' : 'and the page cannot read why'}`, async ({
    world,
    context,
  }) => {
    const rules = parts.map((part) => front.rule({ verb: 'uploadPart', part, times: 1, effect: effects.expired({ cors }) }));
    await send(world, context);
    expect(rules.map((rule) => rule.applied())).toEqual(parts.map(() => 1));
    const addresses = front.requests('uploadPart').map(({ url }) => url);
    expect(new Set(addresses).size).toBe(addresses.length);
  });
}

test('parts are changed on the way: the store refuses them, and they are sent again', async ({ world, context }) => {
  const rules = [2, 5].map((part) => front.rule({ verb: 'uploadPart', part, times: 1, effect: effects.alterRequestBody(MiB) }));
  await send(world, context);
  expect(rules.map((rule) => rule.applied())).toEqual([1, 1]);
  const refused = front.requests('uploadPart').filter(({ status }) => status === 400);
  expect(refused.map(({ part }) => part).toSorted()).toEqual([2, 5]);
});

test('the store lists parts as they were a moment ago: those it leaves out are sent again, and no other', async ({ world, context }) => {
  front.rule({ verb: 'listParts', times: 1, effect: effects.staleParts([2, 4]) });
  await send(world, context);
  expect(storedParts().toSorted()).toEqual([1, 2, 2, 3, 4, 4, 5]);
});

test.describe('only what is missing travels', () => {
  /** Two parts arrive and no other. */
  async function begin(page: Page): Promise<void> {
    const held = front.rule({ verb: 'uploadPart', when: ({ part = 0 }) => part > 2, effect: effects.hang() });
    await choose(page);
    await untilStored(2);
    await held.happened();
  }
  async function goOn(world: World, page: Page, before: string | undefined): Promise<void> {
    front.clear();
    front.cutAll();
    front.forget();
    await page.goto(`${origin}/report/files`);
    await choose(page);
    await isStoredAsItIs(world, before, page);
    expect(storedParts().toSorted()).toEqual([3, 4, 5]);
    expect(sentBytes()).toBe(size - 2 * partSize);
    await expect(page.locator('[data-upload]')).toHaveCount(1);
  }

  test('after the page was loaded again and the same file chosen', async ({ world, context }) => {
    const before = (await latest(world))?.id;
    const page = await openFiles(context);
    await begin(page);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await goOn(world, page, before);
  });

  test('after the browser was killed', async ({ world }) => {
    const before = (await latest(world))?.id;
    const profile = path.join(world.folder, 'profile');
    const first = await chromium.launchPersistentContext(profile, chromiumOptions);
    await begin(await openFiles(first));
    // A browser writes its cookies down every half minute; a phone's is not killed before.
    await eventually(
      'the cookie is written down',
      async () => (await readFile(path.join(profile, 'Default/Cookies'))).includes('localhostdraft'),
      60,
    );
    const gone = new Promise((resolve) => first.once('close', resolve));
    for (const pid of await processesOf(profile)) process.kill(pid, 'SIGKILL');
    await gone;
    const second = await chromium.launchPersistentContext(profile, chromiumOptions);
    try {
      await goOn(world, await second.newPage(), before);
    } finally {
      await second.close();
    }
  });
});

/** Of the browser that was started with this profile, and of no other. */
async function processesOf(profile: string): Promise<number[]> {
  const found: number[] = [];
  for (const entry of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (command.split('\0').includes(`--user-data-dir=${profile}`) && !command.includes('--type=')) found.push(Number(entry));
  }
  return found;
}

test('the phone sleeps for an hour: what hung is given up, and addresses of before are not used', async ({ world, context }) => {
  await context.clock.install();
  await send(world, context, async (page) => {
    const held = front.rule({ verb: 'uploadPart', when: ({ part = 0 }) => part > 1, effect: effects.hang() });
    await held.happened(2);
    const before = new Set(sentParts().map(({ url }) => url));
    front.clear();
    const expired = front.rule({ verb: 'uploadPart', when: ({ url }) => before.has(url), effect: effects.expired() });
    await page.clock.fastForward('01:00:00');
    await untilStored(parts.length);
    expect(expired.applied()).toBe(0);
  });
  expect(storedParts().toSorted()).toEqual(parts);
});

test('the file is changed while it is sent: the page says so, and nothing is taken for it', async ({ world, context }) => {
  const changing = path.join(world.folder, 'changing.mp4');
  await writeFile(changing, bytes);
  const page = await openFiles(context);
  const held = front.rule({ verb: 'uploadPart', effect: effects.hang() });
  await page.locator('#file').setInputFiles(changing);
  await held.happened(2);
  await writeFile(changing, randomBytes(size));
  front.clear();
  front.cutAll();
  const row = page.locator('#list li');
  await expect(row).toHaveAttribute('data-phase', 'failed');
  await expect(row).toContainText(textsIn('en')('files.changed'));
  const [upload] = await world.superSql<{ state: string }[]>`select state from uploads order by created_at desc limit 1`;
  expect(upload?.state).not.toBe('stored');
  await page.close();
});

/** The web process and the pages by way of another front while `work` runs. */
async function through(world: World, other: Front, work: () => Promise<void>): Promise<void> {
  const usual = front;
  const use = async (next: Front): Promise<void> => {
    await intake.stop();
    front = next;
    intake = await startProcess(world, 'intake', front.environment);
  };
  await use(other);
  try {
    await work();
  } finally {
    await use(usual);
    await other.close();
  }
}

test('where the store enforces x-amz-checksum-sha256, the page sends it', async ({ world, context }) => {
  const strict = await openFront(world.servers.s3.endpoint, { enforceChecksum: true });
  await through(world, strict, async () => {
    expect(intake.logs()).toContain('"enforced"');
    const changed = strict.rule({ verb: 'uploadPart', part: 3, times: 1, effect: effects.alterRequestBody() });
    await send(world, context);
    expect(changed.applied()).toBe(1);
    expect((await latest(world))?.key).toMatch(/\.sum$/);
    expect(storedParts().toSorted()).toEqual(parts);
  });
});

test('the store’s gateway is killed, and starts again (where the store is the local stack’s own cluster)', async ({ world, context }) => {
  const gateway = await findGateway(world);
  test.skip(gateway === null, 'the store is not the local stack’s own cluster');
  if (gateway === null) return;
  await gateway.start();
  await through(world, await openFront(gateway.endpoint), async () => {
    front.limit(8 * MiB);
    await send(world, context, async () => {
      await untilStored(2);
      await gateway.kill9();
      front.limit(undefined);
      await eventually('it was tried in vain', () => sentParts().filter(({ status }) => status === 'left').length >= 2);
      await gateway.start();
    });
    expect(storedParts().toSorted()).toEqual(parts);
  });
  await gateway.kill9();
});
