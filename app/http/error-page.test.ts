/** The pages before Remix, in the reader's language. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textsIn } from '#app/i18n/texts.ts';
import { offerLanguages, sendRefusal } from './error-page.ts';

let server: Server;
let url: string;
beforeAll(async () => {
  const app = express();
  app.use((request, response) => sendRefusal(request, response, 'tooLarge'));
  server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

async function ask(path: string, acceptLanguage: string, more: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url + path, { headers: { 'accept-language': acceptLanguage, ...more } });
  return response.text();
}

describe('a refusal', () => {
  it('is English until the surface has said what it offers', async () => {
    expect(await ask('/', 'es')).toContain('<html lang="en" dir="ltr">');
  });
  it('speaks the language that the browser asks for, of those that are offered', async () => {
    offerLanguages(['en', 'es', 'ar']);
    expect(await ask('/', 'es-US,es;q=0.9')).toContain(textsIn('es')('refusal.tooLarge.title'));
    expect(await ask('/', 'ar')).toContain('<html lang="ar" dir="rtl">');
    expect(await ask('/', 'pl')).toContain('<html lang="en" dir="ltr">');
  });
  it('speaks the language of the address first, and its way out keeps it', async () => {
    const page = await ask('/report?x=1&lang=es', 'ar');
    expect(page).toContain('<html lang="es" dir="ltr">');
    expect(page).toContain('href="/?lang=es"');
    expect(await ask('/?lang=%22%3E%3Cscript%3E', 'en')).toContain('href="/"');
    expect(await ask('/?lang=pl', 'en')).toContain('<html lang="en" dir="ltr">');
  });
  it('speaks it to scripts too', async () => {
    const answer = JSON.parse(await ask('/', 'es', { 'content-type': 'application/json' })) as unknown;
    expect(answer).toEqual({ error: 'tooLarge', message: textsIn('es')('refusal.tooLarge.text') });
  });
});
