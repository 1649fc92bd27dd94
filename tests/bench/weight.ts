/**
 * `weight`: bytes of CSS and JavaScript that a question page makes a browser fetch, as they travel, against those of GOV.UK Frontend's own two files compressed in
 * the same way (Brotli, quality 11). Beside it the script of the upload page and a whole first visit, each against its limit in bytes. One round: bytes do not vary.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Figure } from '#tests/bench/protocol.ts';
import { atMost, once } from '#tests/bench/protocol.ts';
import { startProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { openWorld } from '#tests/support/world.ts';

const uploadLimit = 20_000;
const visitLimit = 150_000;

export async function* bench(): AsyncGenerator<Figure> {
  const world = await openWorld({ name: 'weight' });
  try {
    const intake = await startProcess(world, 'intake');
    const witness = new Witness(intake.origin ?? '');
    await witness.begin();
    const question = await assetsOf(witness, '/report/what');
    yield await once({
      bench: 'weight',
      a: { what: 'CSS and JavaScript of a question page, bytes', measure: async () => question },
      b: { what: 'GOV.UK Frontend, bytes', measure: govUk },
      target: atMost(1),
    });
    const upload = await assetsOf(witness, '/report/files', 'script');
    yield await once({
      bench: 'weight-upload',
      a: { what: 'JavaScript of the upload page, bytes', measure: async () => upload },
      b: { what: 'the limit, bytes', measure: async () => uploadLimit },
      target: atMost(1),
    });
    const visit = (await documentBytes(witness, '/')) + (await assetsOf(new Witness(witness.origin), '/'));
    yield await once({
      bench: 'weight-first-visit',
      a: { what: 'a whole first visit, bytes', measure: async () => visit },
      b: { what: 'the limit, bytes', measure: async () => visitLimit },
      target: atMost(1),
    });
    await intake.stop();
  } finally {
    await world.close();
  }
}

async function govUk(): Promise<number> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json'));
  const files = ['govuk-frontend.min.css', 'govuk-frontend.min.js'].map((name) => readFile(path.join(folder, 'dist/govuk', name)));
  return (await Promise.all(files)).reduce((sum, bytes) => sum + compressed(bytes), 0);
}

function compressed(bytes: Buffer): number {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).byteLength;
}

/** Compressed bytes of everything that a page's `<link>` and `<script>` name, and of the workers that those scripts name. */
async function assetsOf(witness: Witness, page: string, only?: 'script'): Promise<number> {
  const { status, text } = await witness.get(page);
  if (status !== 200) throw new Error(`${page} answered ${status}`);
  const scripts = [...text.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, src]) => src ?? '');
  const others = [...text.matchAll(/<link[^>]* href="([^"]+)"/g)].map(([, href]) => href ?? '');
  let sum = 0;
  const seen = new Set<string>();
  const queue = only === 'script' ? scripts : [...scripts, ...others];
  for (const address of queue) {
    if (seen.has(address)) continue;
    seen.add(address);
    const { bytes, text: source } = await fetchAsset(witness.origin + address);
    sum += bytes;
    if (address.endsWith('.js')) queue.push(...[...source.matchAll(/\/assets\/[\w.-]+\.js/g)].map(([found]) => found));
  }
  return sum;
}

async function fetchAsset(address: string): Promise<{ bytes: number; text: string }> {
  const response = await fetch(address, { headers: { 'accept-encoding': 'br' }, signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`an asset answered ${response.status}`);
  const announced = Number(response.headers.get('content-length') ?? Number.NaN);
  const text = await response.text();
  return { bytes: Number.isNaN(announced) ? compressed(Buffer.from(text)) : announced, text };
}

/** The page itself, as a proxy in front would compress it. */
async function documentBytes(witness: Witness, page: string): Promise<number> {
  return compressed(Buffer.from((await witness.get(page)).text));
}
