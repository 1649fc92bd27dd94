/**
 * `intake`: requests a second of a question page with an open draft (the draft read from Postgres, its answers decrypted, the page rendered by Remix), against an
 * Express server that does nothing but `renderToString` of the very same elements. Both are processes of their own, asked over kept connections by the same loop.
 */
import { spawn } from 'node:child_process';
import { once as event } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlainElement } from '#tests/bench/plain-react.ts';
import type { Figure } from '#tests/bench/protocol.ts';
import { atLeast, compare, seconds } from '#tests/bench/protocol.ts';
import { openBrowser } from '#tests/support/browser.ts';
import { startProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { freePort, openWorld } from '#tests/support/world.ts';

const requests = 600;
const atOnce = 8;
/** A short page, a usual one, a long one. */
const pages = ['/report/what', '/report/when', '/report/who'] as const;

export async function* bench(): AsyncGenerator<Figure> {
  const world = await openWorld({ name: 'bench-intake' });
  try {
    const intake = await startProcess(world, 'intake');
    const origin = intake.origin ?? '';
    const witness = new Witness(origin);
    await witness.begin();
    await witness.answer();
    for (const page of pages) {
      const markup = path.join(world.folder, 'page.json');
      const html = (await witness.get(page)).text;
      await writeFile(markup, JSON.stringify(await elementsOf(html)));
      const port = await freePort();
      const plain = spawn(process.execPath, [fileURLToPath(new URL('plain-react.ts', import.meta.url)), markup, String(port)], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_ENV: 'production' },
      });
      world.onClose(async () => void plain.kill('SIGKILL'));
      await event(plain.stdout, 'data');
      const ours = () => requestsPerSecond(origin + page, { cookie: witness.cookie });
      const bare = () => requestsPerSecond(`http://127.0.0.1:${port}/`, {});
      await ours(); // both warm
      await bare();
      yield await compare({
        bench: `intake ${page}`,
        a: { what: 'question page, requests/s', measure: ours },
        b: { what: 'Express and renderToString, requests/s', measure: bare },
        target: atLeast(0.5),
        note: `${requests} requests a round, ${atOnce} at once; ${html.length} characters of HTML`,
      });
      plain.kill();
    }
    await intake.stop();
  } finally {
    await world.close();
  }
}

async function requestsPerSecond(address: string, headers: Record<string, string>): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  let left = requests;
  const one = async (): Promise<void> => {
    while (left-- > 0) await get(address, headers, agent);
  };
  const took = await seconds(() => Promise.all(Array.from({ length: atOnce }, one)));
  agent.destroy();
  return requests / took;
}

function get(address: string, headers: Record<string, string>, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = request(address, { headers, agent, timeout: 30_000 }, (response) => {
      response.resume();
      response.once('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`answered ${response.statusCode}`))));
    });
    sending.once('timeout', () => sending.destroy(new Error('no answer in 30 s')));
    sending.once('error', reject);
    sending.end();
  });
}

/** The page's elements as a browser sees them: `[tag, attributes, children]`, text as strings. */
async function elementsOf(html: string): Promise<PlainElement> {
  const browser = await openBrowser();
  try {
    const opened = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await opened.setContent(html);
    return await opened.evaluate(() => {
      const read = (node: Element): PlainElement => [
        node.tagName.toLowerCase(),
        Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value])),
        [...node.childNodes].flatMap((child): (PlainElement | string)[] =>
          child instanceof Element ? [read(child)] : child.nodeType === Node.TEXT_NODE ? [child.textContent ?? ''] : [],
        ),
      ];
      return read(document.documentElement);
    });
  } finally {
    await browser.close();
  }
}
