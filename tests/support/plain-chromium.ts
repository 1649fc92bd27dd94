/**
 * Chromium without a test driver between: for measuring. Playwright listens to the network, and with every request Chromium then hands its body over too; a part of 5 MiB takes
 * a second by it. Here nothing is listened to. Speaks the DevTools protocol itself: open a page, evaluate, choose files.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromiumOptions } from '#tests/support/chromium.ts';

export type Tab = {
  /** The value of an expression, awaited if it is a promise. Throws what it throws. */
  evaluate<T>(expression: string): Promise<T>;
  /** Chooses files in the one file input that the selector finds. */
  choose(selector: string, files: readonly string[]): Promise<void>;
  /** Ends the page at once, as a phone does that needs its memory, and opens another one in the same profile. */
  replace(url: string): Promise<Tab>;
  /** Ends the page and its profile. */
  close(): Promise<void>;
};
export type PlainChromium = {
  pid: number;
  /** A page of a fresh profile; `cookie` as `name=value`, of that address. */
  open(url: string, cookie?: string): Promise<Tab>;
  close(): Promise<void>;
};

type Reply = { id?: number; method?: string; sessionId?: string; result?: Record<string, unknown>; error?: { message: string } };

/** The caller closes it. @throws Error when it does not listen within 20 seconds. */
export async function openPlainChromium(): Promise<PlainChromium> {
  const profile = await mkdtemp(path.join(tmpdir(), 'chromium-'));
  const args = [...chromiumOptions.args, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(chromiumOptions.executablePath, args, { stdio: 'ignore', detached: true });
  const socket = new WebSocket(await addressOf(child, profile));
  await once(socket, 'open');
  const waiting = new Map<number, (reply: Reply) => void>();
  const loaded = new Map<string, () => void>();
  socket.addEventListener('message', ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply;
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
    else if (reply.method === 'Page.loadEventFired') loaded.get(reply.sessionId ?? '')?.();
  });
  let count = 0;
  const send = (method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const id = (count += 1);
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    });
  async function openTab(browserContextId: unknown, url: string, cookie = ''): Promise<Tab> {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const session = String(sessionId);
    const [name, value] = cookie.split(/=(.*)/s);
    if (name) await send('Network.setCookie', { name, value, url, httpOnly: true, sameSite: 'Strict' }, session);
    await send('Page.enable', {}, session);
    const isLoaded = new Promise<void>((resolve) => loaded.set(session, resolve));
    await send('Page.navigate', { url }, session);
    await isLoaded;
    return {
      async evaluate<T>(expression: string): Promise<T> {
        const reply = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, session);
        const { result, exceptionDetails } = reply as { result: { value: T }; exceptionDetails?: { exception?: { description?: string } } };
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? 'the page threw');
        return result.value;
      },
      async choose(selector, files) {
        const { result } = await send('Runtime.evaluate', { expression: `document.querySelector(${JSON.stringify(selector)})` }, session);
        await send('DOM.setFileInputFiles', { files, objectId: (result as { objectId: string }).objectId }, session);
      },
      async replace(next) {
        await send('Target.closeTarget', { targetId });
        return openTab(browserContextId, next);
      },
      async close() {
        await send('Target.disposeBrowserContext', { browserContextId });
      },
    };
  }
  return {
    pid: child.pid ?? 0,
    async open(url, cookie) {
      const { browserContextId } = await send('Target.createBrowserContext');
      return openTab(browserContextId, url, cookie);
    },
    async close() {
      const gone = once(child, 'exit');
      socket.close();
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL'); // its own group: renderers too
      await gone;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function addressOf(child: ChildProcess, profile: string): Promise<string> {
  for (let tries = 0; tries < 200 && child.exitCode === null; tries += 1) {
    const text = await readFile(path.join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
    const [port, place] = text.split('\n');
    if (port && place) return `ws://127.0.0.1:${port}${place}`;
    await wait(100);
  }
  throw new Error('Chromium did not listen');
}
