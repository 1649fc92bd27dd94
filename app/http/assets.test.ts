/** Files as they leave over real HTTP. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAssets, serveAssets } from './assets.ts';
import { compressFolder } from './compress-assets.ts';

const script = 'export const sentence = "the same words again and again";\n'.repeat(50);
let folder: string;
let server: Server;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'exhibit-assets-'));
  mkdirSync(path.join(folder, 'assets'));
  const files = {
    'page-abc.js': script,
    'gone-abc.js': script,
    'tiny-abc.js': 'a()',
    'exhibit-a_-b.css': 'a{}',
    'icon-abc.svg': '<svg/>',
    'photo-abc.jpg': script,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, 'assets', name), text);
  compressFolder(folder);
  const app = express();
  app.use(serveAssets(folder));
  app.use((_request, response) => void response.status(404).send('a page'));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Unlike `fetch` it decompresses nothing. */
async function ask(name: string, accepts?: string, method = 'GET') {
  const { port } = server.address() as AddressInfo;
  const asked = httpRequest({
    port,
    host: '127.0.0.1',
    path: `/assets/${name}`,
    method,
    headers: accepts === undefined ? {} : { 'accept-encoding': accepts },
  });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) };
}

describe('a script', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip, br;q=0', 'gzip', gunzipSync],
    ['br', 'br', brotliDecompressSync],
    ['identity', undefined, (bytes: Buffer) => bytes],
    ['', undefined, (bytes: Buffer) => bytes],
    [undefined, undefined, (bytes: Buffer) => bytes],
  ] as const)('for a browser that takes "%s" travels as %s', async (accepts, encoding, open) => {
    const { status, headers, body } = await ask('page-abc.js', accepts);
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-type']).toMatch(/^(text|application)\/javascript/);
    expect(headers['content-length']).toBe(String(body.length));
    expect(headers.vary).toBe('Accept-Encoding');
    expect(headers['cache-control']).toContain('immutable');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(open(body).toString()).toBe(script);
  });
  it('is answered to HEAD with the length of the copy', async () => {
    const { headers, body } = await ask('page-abc.js', 'br', 'HEAD');
    expect(body).toHaveLength(0);
    expect(Number(headers['content-length'])).toBeLessThan(script.length);
  });
  it('that would not get smaller, or is a picture, travels as it is', async () => {
    for (const name of ['tiny-abc.js', 'photo-abc.jpg']) {
      const { headers } = await ask(name, 'br, gzip');
      expect([name, headers['content-encoding'], headers.vary]).toEqual([name, undefined, undefined]);
    }
  });
  it('that is not there is left to the pages, without an encoding', async () => {
    const { status, headers, body } = await ask('nothing.js', 'br');
    expect([status, headers['content-encoding'], body.toString()]).toEqual([404, undefined, 'a page']);
  });
  it('whose copy was removed by a later build is left to the pages too', async () => {
    rmSync(path.join(folder, 'assets/gone-abc.js.br'));
    const { status, headers, body } = await ask('gone-abc.js', 'br');
    expect([status, headers['content-encoding'], body.toString()]).toEqual([404, undefined, 'a page']);
  });
});

it('pages made without the build find its style sheet and icon, not their compressed copies', () => {
  expect(findAssets(folder)).toEqual({ stylesheet: '/assets/exhibit-a_-b.css', icon: '/assets/icon-abc.svg' });
});
