import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openProxy } from '#tests/support/proxy.ts';
import type { Proxy } from '#tests/support/proxy.ts';
import { eventually } from '#tests/support/world.ts';

let echo: Server;
let proxy: Proxy;

beforeEach(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await openProxy({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
});
afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => echo.close(resolve));
});

function client(): { socket: Socket; said(): string } {
  const socket = connect(proxy.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => void (text += chunk.toString()));
  socket.on('error', () => undefined);
  return { socket, said: () => text };
}

/** Not `once`: a reset line says `error` first. */
const closed = (socket: Socket) => new Promise((resolve) => (socket.destroyed ? resolve(undefined) : socket.once('close', resolve)));

test('bytes pass both ways, in order, also late ones', async () => {
  proxy.set({ toServer: { kind: 'pass', latencyMs: 40 } });
  const { socket, said } = client();
  socket.write('one ');
  await eventually('the first arrived', () => said() === 'one ');
  socket.write('two ');
  proxy.set({ toServer: { kind: 'pass' } });
  socket.write('three');
  await eventually('all arrived', () => said() === 'one two three');
});

test('a black hole swallows the reply and keeps the line open', async () => {
  proxy.set({ toClient: { kind: 'black-hole' } });
  const { socket, said } = client();
  socket.write('hello');
  await eventually('it was accepted', () => proxy.accepted() === 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(said()).toBe('');
  expect(socket.destroyed).toBe(false);
});

test('a watch cuts the one connection whose words it knows', async () => {
  proxy.watch((direction, chunk) => (direction === 'toServer' && chunk.includes('COMMIT') ? { toClient: { kind: 'cut' } } : undefined));
  const [doomed, spared] = [client(), client()];
  spared.socket.write('select');
  doomed.socket.write('COMMIT');
  await closed(doomed.socket);
  expect(doomed.said()).toBe('');
  await eventually('the other is served', () => spared.said() === 'select');
});

test('while it refuses, nobody is let in; open lines can be cut', async () => {
  const first = client();
  first.socket.write('x');
  await eventually('served', () => first.said() === 'x');
  proxy.refuse(true);
  proxy.cutAll();
  await closed(first.socket);
  const second = client();
  await closed(second.socket);
  expect(second.said()).toBe('');
});
