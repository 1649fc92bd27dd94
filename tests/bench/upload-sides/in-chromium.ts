/** The page itself in Chromium, and beside it the same conversation and the same number of parts by a script that hashes nothing: the hashes are handed to it. */
import { createHash, randomBytes } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { partSizeFor } from '#app/intake/upload/limits.ts';
import { mostLanes, partAt } from '#app/intake/upload/transfer.ts';
import { seconds } from '#tests/bench/protocol.ts';
import type { PlainChromium, Tab } from '#tests/support/plain-chromium.ts';
import { Witness } from '#tests/support/witness.ts';

export type Measured = { seconds: number; upload: string };

/** Opens the page of files of a fresh report. */
export async function openFilesPage(browser: PlainChromium, origin: string): Promise<Tab> {
  const witness = new Witness(origin);
  await witness.begin();
  return browser.open(`${origin}/report/files`, witness.cookie);
}

/** Resolves in the page once its first file is stored. */
export const firstStored = `new Promise((resolve) => {
  const look = () => document.querySelector('#list > li[data-phase="stored"]')?.dataset.upload;
  new MutationObserver(() => look() && resolve(look())).observe(document.querySelector('#list'), { subtree: true, childList: true, attributes: true });
  if (look()) resolve(look());
})`;

/** From choosing the file until the page says that it is stored. */
export async function sendByPage(browser: PlainChromium, origin: string, path: string): Promise<Measured> {
  const page = await openFilesPage(browser, origin);
  try {
    let upload = '';
    const taken = await seconds(async () => {
      await page.choose('#file', [path]);
      upload = await page.evaluate<string>(firstStored);
    });
    return { seconds: taken, upload };
  } finally {
    await page.close();
  }
}

/** Bytes that look like nothing, a stretch at a time: a large file in little memory. */
export async function writeRandom(path: string, size: number): Promise<void> {
  const handle = await open(path, 'w');
  const stretch = 32 * 1024 ** 2;
  for (let at = 0; at < size; at += stretch) await handle.write(randomBytes(Math.min(stretch, size - at)));
  await handle.close();
}

/** Part hashes of a file, and the whole one. */
export async function hashFile(handle: FileHandle, size: number): Promise<{ parts: string[]; whole: string }> {
  const whole = createHash('sha256');
  const parts: string[] = [];
  const partSize = partSizeFor(size);
  for (let n = 1; n <= Math.ceil(size / partSize); n += 1) {
    const { start, end } = partAt(n, size, partSize);
    const bytes = Buffer.alloc(end - start);
    await handle.read(bytes, 0, bytes.length, start);
    whole.update(bytes);
    parts.push(createHash('sha256').update(bytes).digest('hex'));
  }
  return { parts, whole: whole.digest('hex') };
}

/** The least that a page can do: slices of the file straight to the store. */
export async function sendWithoutHashing(
  browser: PlainChromium,
  origin: string,
  { path, size, hashes }: { path: string; size: number; hashes: { parts: string[]; whole: string } },
): Promise<Measured> {
  const page = await openFilesPage(browser, origin);
  try {
    await page.evaluate(`document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'bare' }))`);
    let upload = '';
    const given = { ...hashes, size, partSize: partSizeFor(size), lanes: mostLanes };
    const taken = await seconds(async () => {
      await page.choose('#bare', [path]);
      upload = await page.evaluate<string>(`(${sendBare.toString()})(${JSON.stringify(given)})`);
    });
    return { seconds: taken, upload };
  } finally {
    await page.close();
  }
}

/** Runs in the page. */
async function sendBare(given: { parts: string[]; whole: string; size: number; partSize: number; lanes: number }): Promise<string> {
  const file = document.querySelector<HTMLInputElement>('#bare')?.files?.[0] as File; // set just before
  const upload = crypto.randomUUID();
  const ask = async (verb: string, body: object) => {
    const reply = await fetch(`/report/files/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ upload, ...body }),
    });
    if (!reply.ok) throw new Error(`${verb} answered ${reply.status}`);
    return (await reply.json()) as { url: string; headers: Record<string, string> };
  };
  await ask('create', { name: file.name, size: given.size });
  let next = 1;
  const lane = async (): Promise<void> => {
    for (let n = next++; n <= given.parts.length; n = next++) {
      const body = file.slice((n - 1) * given.partSize, Math.min(given.size, n * given.partSize));
      const { url, headers } = await ask('sign', { part: n, size: body.size, sha256: given.parts[n - 1] });
      const reply = await fetch(url, { method: 'PUT', headers, body });
      if (!reply.ok) throw new Error(`the store answered ${reply.status}`);
    }
  };
  await Promise.all(Array.from({ length: given.lanes }, lane));
  await ask('complete', { sha256: given.whole, parts: given.parts });
  return upload;
}
