import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refuseDataRequests } from './refuse-data-requests.ts';

const app = express();
app.use(refuseDataRequests());
app.use((_request, response) => void response.send('page'));
const server = app.listen(0, '127.0.0.1');
beforeAll(() => (server.listening ? undefined : once(server, 'listening')));
afterAll(() => void server.close());

const ask = async (query: string) => (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/report${query}`)).status;

it.each([
  ['its name', '?_data=routes%2Freport', 404],
  ['its name, percent-encoded', '?%5Fdata=x', 404],
  ['its name without a value', '?a=1&_data', 404],
  ['its name behind fifteen hundred others', `?${'a&'.repeat(1500)}_data=x`, 404],
  ['nothing', '', 200],
  ['another name', '?data=x', 200],
])('an address with %s', async (_, query, status) => expect(await ask(query)).toBe(status));
