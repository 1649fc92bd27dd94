/** The middlewares before Remix, over real HTTP, in the order of `app/server.ts`. */
import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { endSlowBodies, limitBodies, type MinimumRate } from './body-limits.ts';
import { refuseCrossSite } from './cross-site.ts';
import { answerErrors } from './error-page.ts';
import { fixAddress } from './fix-address.ts';
import { logRequests } from './request-log.ts';
import { patternFinder } from './routes.ts';
import { nonceOf, securityHeaders } from './security-headers.ts';
import type { ObservedRequest, SurfacePolicy } from './surface.ts';

const policy: SurfacePolicy = {
  hydrates: false,
  connect: ['https://store.example'],
  images: [],
  media: [],
  frames: [],
  forms: [],
  maxFormBytes: 1000,
  streams: ['/files'],
};
const origin = 'https://report.example.gov';
const routes = {
  root: { id: 'root', path: '' },
  a: { id: 'a', parentId: 'root', path: 'cases/:case' },
  b: { id: 'b', parentId: 'root', path: 'cases/new' },
  c: { id: 'c', parentId: 'root', path: '*' },
};
const silent = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {}, child: () => silent };
let server: Server | undefined;

/** A page that reads nothing of what is sent until it is told to, and then all. */
async function serveHolding(rate: MinimumRate): Promise<{ port: number; letGo(): void }> {
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const app = express();
  app.use(endSlowBodies(rate));
  app.use((request, response) => {
    request.pause();
    void held.then(() => request.resume().on('end', () => response.send('taken')));
  });
  server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, letGo };
}

async function serve(own: Partial<SurfacePolicy> = {}, rate = { bytesPerSecond: 1, windowSeconds: 60 }) {
  const seen: ObservedRequest[] = [];
  const errors: unknown[] = [];
  const used = { ...policy, ...own };
  const app = express();
  app.use(logRequests(silent, patternFinder(routes as never), (request) => seen.push(request)));
  app.use(securityHeaders(used, true));
  app.use(fixAddress(origin));
  app.use(refuseCrossSite(origin));
  app.use(limitBodies(used));
  app.use(endSlowBodies(rate));
  app.use((request, response) => {
    if (request.path === '/broken') throw new Error('narrative of a witness');
    request
      .resume()
      .on('end', () =>
        response.send(`host=${request.headers.host} forwarded=${request.headers['x-forwarded-host'] ?? 'none'} nonce=${nonceOf(response)}`),
      );
  });
  app.use(answerErrors({ ...silent, error: (fields) => void errors.push(fields) }));
  server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, seen, errors };
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const ownPage = { 'sec-fetch-site': 'same-origin' };

describe('security headers', () => {
  it('let public pages run our own scripts only, and talk to us and the store only', async () => {
    const { url } = await serve();
    const { headers } = await fetch(url);
    const csp = headers.get('content-security-policy') ?? '';
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain("script-src 'self';");
    expect(csp).toContain("connect-src 'self' https://store.example;");
    expect(csp).toContain("frame-ancestors 'none'");
    expect(csp).not.toContain('unsafe');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('same-origin'); // no-referrer would make every form post `Origin: null`
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('strict-transport-security')).toContain('max-age=63072000');
  });
  it('give a hydrated page a nonce of its own, each time another', async () => {
    const { url } = await serve({ hydrates: true });
    const [first, second] = await Promise.all([fetch(url), fetch(url)]);
    const nonce = /nonce=(\S{24})/.exec(await first.text())?.[1];
    expect(first.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
    expect(second.headers.get('content-security-policy')).not.toContain(`'nonce-${nonce}'`);
  });
});

describe('a request from another site', () => {
  it('gets 403 and a plain page, by ?_data= as well', async () => {
    const { url } = await serve();
    const answer = await fetch(`${url}/report?_data=routes%2Freport`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
      body: 'a=b',
    });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('another site');
  });
});

describe('a body', () => {
  it('over the limit gets a page that says so, after all of it was sent', async () => {
    const { url } = await serve();
    const answer = await fetch(url, { method: 'POST', headers: ownPage, body: 'x'.repeat(200_000) });
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('too large');
  });
  it('of files may be longer on the path of files, and only there and only as multipart', async () => {
    const { url } = await serve();
    const multipart = { ...ownPage, 'content-type': 'multipart/form-data; boundary=x' };
    const body = 'x'.repeat(5000);
    expect((await fetch(`${url}/files`, { method: 'POST', headers: multipart, body })).status).toBe(200);
    expect((await fetch(`${url}/files`, { method: 'POST', headers: ownPage, body })).status).toBe(413);
    expect((await fetch(`${url}/other`, { method: 'POST', headers: multipart, body })).status).toBe(413);
  });
  it('that does not say its length is refused', async () => {
    const { port } = await serve();
    const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers: { ...ownPage, 'transfer-encoding': 'chunked' } });
    request.end('a=b');
    const [answer] = (await once(request, 'response')) as [{ statusCode: number; resume(): void }];
    answer.resume();
    expect(answer.statusCode).toBe(411);
  });
  it('that stops arriving is ended', async () => {
    const { port } = await serve({}, { bytesPerSecond: 100, windowSeconds: 0.2 });
    const socket = connect(port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 900\r\n\r\nabc');
    socket.resume();
    await once(socket, 'close'); // without the rule this would wait for ever
  });
  it('that stops arriving is told so before it is ended', async () => {
    const { port } = await serve({}, { bytesPerSecond: 100, windowSeconds: 0.2 });
    const socket = connect(port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 900\r\n\r\nabc');
    setTimeout(() => socket.write('x'.repeat(200)), 100); // fast at first: what came before does not count
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    await once(socket, 'close');
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    expect(heard).toContain('The connection was too slow');
  });
  it('that arrives slowly, but faster than the least, takes as many windows as it needs', async () => {
    const { port } = await serve({}, { bytesPerSecond: 100, windowSeconds: 0.2 });
    const socket = connect(port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 400\r\n\r\n');
    const heard = once(socket, 'data') as Promise<[Buffer]>;
    for (let sent = 0; sent < 400; sent += 10) {
      socket.write('x'.repeat(10));
      await new Promise((resolve) => setTimeout(resolve, 50)); // twice the least, over ten windows: at the real pace that is ten minutes
    }
    expect((await heard)[0].toString()).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });
  it('that we ourselves do not take is never called slow', async () => {
    const { port, letGo } = await serveHolding({ bytesPerSecond: 1_000_000, windowSeconds: 0.1 });
    const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers: { ...ownPage, 'content-length': 5_000_000 } });
    request.end(Buffer.alloc(5_000_000));
    const answered = once(request, 'response') as Promise<[{ statusCode: number; resume(): void }]>;
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // ten windows in which the store, so to say, takes nothing
    letGo();
    const [answer] = await answered;
    answer.resume();
    expect(answer.statusCode).toBe(200);
  });
});

describe('an address', () => {
  it('is seen by routes as configured, whatever a sender claims', async () => {
    const { url } = await serve();
    expect(await (await fetch(url, { headers: { 'x-forwarded-host': 'evil.example:99' } })).text()).toContain(
      'host=report.example.gov forwarded=none',
    );
  });
  it.each(['/%zz', '//evil.example/a', '/%'])('%s gets 400 and never reaches the router', async (path) => {
    const { port, errors } = await serve();
    const request = httpRequest({ port, host: '127.0.0.1', path });
    request.end();
    const [answer] = (await once(request, 'response')) as [{ statusCode: number; resume(): void }];
    answer.resume();
    expect(answer.statusCode).toBe(400);
    expect(errors).toEqual([]);
  });
});

it('a request is remembered by its route alone', async () => {
  const { url, seen } = await serve();
  for (const path of ['/cases/new', '/cases/4711?secret=1', '/someone/mistyped/this', '/']) await (await fetch(url + path)).text();
  expect(seen.map(({ method, route, status }) => `${method} ${route} ${status}`)).toEqual([
    'GET /cases/new 200',
    'GET /cases/:case 200',
    'GET /* 200',
    'GET / 200',
  ]);
  expect(JSON.stringify(seen)).not.toMatch(/4711|secret|mistyped/);
});

it('what a route throws becomes a kind page without the message', async () => {
  const { url, errors } = await serve();
  const answer = await fetch(`${url}/broken`);
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('narrative');
  expect(errors).toHaveLength(1);
});
