/** Loopback ports, and whether somebody answers there. */
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** @param {number} port @returns {Promise<number | null>} the port that could be bound, 0 meaning any */
function bind(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null));
    });
  });
}

/** @param {number} port */
export async function isFree(port) {
  return (await bind(port)) !== null;
}

/** A port that nobody uses at this moment. @returns {Promise<number>} */
export async function freePort() {
  const port = await bind(0);
  if (port === null) throw new Error('no free port on the loopback address');
  return port;
}

/**
 * The port of last time when it is still free, so that addresses stay what they were; otherwise another.
 * @param {Record<string, number>} ports remembered, and changed
 * @param {string} name
 */
export async function lastingPort(ports, name) {
  const before = ports[name];
  const port = before !== undefined && (await isFree(before)) ? before : await freePort();
  ports[name] = port;
  return port;
}

/**
 * Sends a few bytes and waits for an answer that matches.
 * @param {net.NetConnectOpts} address
 * @param {string} bytes
 * @param {RegExp} answer
 * @returns {Promise<boolean>}
 */
export function answers(address, bytes, answer) {
  return new Promise((resolve) => {
    const socket = net.connect(address, () => socket.write(bytes));
    let heard = '';
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (data) => {
      heard += data;
      if (answer.test(heard)) {
        resolve(true);
        socket.destroy();
      }
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
}

/**
 * Asks a server until it answers yes. A server that ends in the meantime will not, so that its last words are the error; it is stopped for good.
 * @param {import('./children.mjs').Child} child
 * @param {() => Promise<boolean>} question
 * @param {number} [limit] seconds
 */
export async function untilAnswers(child, question, limit = 60) {
  const end = performance.now() + limit * 1000;
  while (!(await question().catch(() => false))) {
    const isLate = performance.now() > end;
    if (child.isUp() && !isLate) {
      await sleep(25);
      continue;
    }
    await child.stop('SIGKILL', 1000);
    throw new Error(`${child.name} ${isLate ? `gave no answer within ${limit} s` : 'could not be started'}\n${child.lastWords()}`);
  }
}
