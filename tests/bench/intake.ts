/**
 * `intake`: requests a second of the question pages with an open draft (the draft read from Postgres, its answers decrypted, its page sent), all of them in turn as a
 * witness goes through them, against an Express server that does nothing but `renderToString` of the very same elements. Both are processes of their own, asked over
 * kept connections by the same loop.
 *
 * A page that nobody has answered yet is the same for everyone, and is rendered once; that figure is the one judged, as nearly every page of a report is first seen so. The
 * page as it comes back, with the witness's own answers in it, is rendered each time: that figure stands beside it.
 */
import { spawn } from 'node:child_process';
import { once as event } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlainElement } from '#tests/bench/plain-react.ts';
import type { Figure, Target } from '#tests/bench/protocol.ts';
import { atLeast, compare, seconds } from '#tests/bench/protocol.ts';
import { openBrowser } from '#tests/support/browser.ts';
import { startProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { freePort, openWorld, type World } from '#tests/support/world.ts';

const requests = 10_200;
const atOnce = 8;
const blank = 'event part what conduct when where who vehicles whom police witnesses reported losing links contact help use'.split(' ');
/** Those that `Witness.answer` fills in. */
const answered = 'what when where use'.split(' ');

export async function* bench(): AsyncGenerator<Figure> {
  const world = await openWorld({ name: 'bench-intake' });
  try {
    const intake = await startProcess(world, 'intake');
    const witness = new Witness(intake.origin ?? '');
    await witness.begin();
    yield await figure(world, witness, {
      bench: 'intake',
      names: blank,
      target: atLeast(0.5),
    });
    await witness.answer();
    yield await figure(world, witness, {
      bench: 'intake, with answers',
      names: answered,
      target: null,
    });
    await intake.stop();
  } finally {
    await world.close();
  }
}

async function figure(world: World, witness: Witness, { bench, names, target }: { bench: string; names: string[]; target: Target | null }) {
  const paths = names.map((name) => `/report/${name}`);
  const texts = await Promise.all(paths.map(async (page) => [page, (await witness.get(page)).text] as const));
  const markup = path.join(world.folder, 'pages.json');
  await writeFile(markup, JSON.stringify(await elementsOf(Object.fromEntries(texts))));
  const port = await freePort();
  const plain = spawn(process.execPath, [fileURLToPath(new URL('plain-react.ts', import.meta.url)), markup, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  world.onClose(async () => void plain.kill('SIGKILL'));
  await event(plain.stdout, 'data');
  const ours = () => requestsPerSecond(witness.origin, paths, { cookie: witness.cookie });
  const bare = () => requestsPerSecond(`http://127.0.0.1:${port}`, paths, {});
  await ours(); // both warm
  await bare();
  const size = texts.reduce((sum, [, html]) => sum + html.length, 0);
  const measured = await compare({
    bench,
    a: { what: 'question pages, requests/s', measure: ours },
    b: { what: 'Express and renderToString, requests/s', measure: bare },
    target,
    note: `${requests} requests a round over ${paths.length} pages, ${atOnce} at once; ${Math.round(
      size / paths.length,
    )} characters of HTML a page`,
  });
  plain.kill();
  return measured;
}

async function requestsPerSecond(origin: string, paths: readonly string[], headers: Record<string, string>): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  let left = requests;
  const one = async (): Promise<void> => {
    while (left-- > 0) await get(`${origin}${paths[left % paths.length]}`, headers, agent);
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

/** Each page's elements as a browser sees them: `[tag, attributes, children]`, text as strings. */
async function elementsOf(pages: Record<string, string>): Promise<Record<string, PlainElement>> {
  const browser = await openBrowser();
  try {
    const opened = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    const elements: Record<string, PlainElement> = {};
    for (const [page, html] of Object.entries(pages)) {
      await opened.setContent(html);
      elements[page] = await opened.evaluate(() => {
        const read = (node: Element): PlainElement => [
          node.tagName.toLowerCase(),
          Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value])),
          [...node.childNodes].flatMap((child): (PlainElement | string)[] =>
            child instanceof Element ? [read(child)] : child.nodeType === Node.TEXT_NODE ? [child.textContent ?? ''] : [],
          ),
        ];
        return read(document.documentElement);
      });
    }
    return elements;
  } finally {
    await browser.close();
  }
}
