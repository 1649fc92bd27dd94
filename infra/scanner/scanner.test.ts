import { BlobWriter, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openScanner, readEngine, scanStream, type ScannerLimits } from './scanner.ts';

const servers = JSON.parse(await readFile(process.env.EXHIBIT_SERVERS ?? '', 'utf8')) as { clamd: { socket: string } };
const real = openScanner({ address: { socket: servers.clamd.socket }, signatures: 'eicar-only' });
// In two halves, so that no scanner takes this file itself for the test virus.
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

async function zipOf(name: string, bytes: Uint8Array): Promise<Buffer> {
  const zip = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  await zip.add('read me.txt', new TextReader('hello'));
  await zip.add(name, new Uint8ArrayReader(bytes));
  return Buffer.from(await (await zip.close()).arrayBuffer());
}

describe('the real clamd', () => {
  test('finds the test virus in a plain stream', async () => {
    const result = await scanStream(real, Readable.from([Buffer.from(eicar)]));
    expect(result).toMatchObject({ verdict: 'infected', bytesScanned: 68, signatures: 'eicar-only' });
    expect(result.finding).toMatch(/eicar/i);
    expect(result.finding).not.toContain('\0');
  });

  test('finds the test virus inside a ZIP', async () => {
    const zip = await zipOf('clip.mp4', Buffer.from(eicar));
    expect(await scanStream(real, Readable.from([zip]))).toMatchObject({ verdict: 'infected', bytesScanned: zip.byteLength });
  });

  test('says clean of a harmless stream of many chunks', async () => {
    const chunks = Array.from({ length: 300 }, (_, index) => Buffer.alloc(64 * 1024, index % 251));
    expect(await scanStream(real, Readable.from(chunks))).toMatchObject({ verdict: 'clean', finding: null, bytesScanned: 300 * 64 * 1024 });
  });

  test('looks at an empty stream, too', async () => {
    expect(await scanStream(real, Readable.from([]))).toMatchObject({ verdict: 'clean', bytesScanned: 0 });
  });

  test('finds the test virus across chunks of one byte', async () => {
    expect(await scanStream(real, Readable.from([...Buffer.from(eicar)].map((byte) => Buffer.from([byte]))))).toMatchObject({
      verdict: 'infected',
    });
  });

  test('finds the test virus behind an empty chunk', async () => {
    const [head, tail] = [Buffer.from(eicar.slice(0, 20)), Buffer.from(eicar.slice(20))];
    const chunks = [Buffer.alloc(0), head, Buffer.alloc(0), tail];
    expect(await scanStream(real, Readable.from(chunks, { objectMode: true }))).toMatchObject({ verdict: 'infected', bytesScanned: 68 });
  });

  test('names its engine', async () => {
    expect((await readEngine(real)).engine).toMatch(/^ClamAV \d/);
  });

  test('answers several scans at once', async () => {
    const verdicts = await Promise.all(
      [eicar, 'harmless', eicar, 'harmless'].map(async (text) => (await scanStream(real, Readable.from([Buffer.from(text)]))).verdict),
    );
    expect(verdicts).toEqual(['infected', 'clean', 'infected', 'clean']);
  });
});

describe('what is longer than the engine can look at', () => {
  test('is too large, without a byte read, when the length is known', async () => {
    let isRead = false;
    const source = new Readable({ read: () => void (isRead = true) });
    expect(await scanStream(real, source, { size: 2 ** 31 })).toMatchObject({ verdict: 'too_large', bytesScanned: 0 });
    expect(isRead).toBe(false);
    expect(source.destroyed).toBe(true);
  });

  test('is too large, and given up, when the length only turns out', async () => {
    const small = openScanner({ address: real.address, signatures: 'eicar-only', limits: { maxBytes: 1_000_000 } });
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(64 * 1024);
      })(),
    );
    const result = await scanStream(small, endless);
    expect(result.verdict).toBe('too_large');
    expect(result.bytesScanned).toBeLessThanOrEqual(1_000_000);
    expect(endless.destroyed).toBe(true);
  });
});

describe('a scanner in trouble is never "clean"', () => {
  let folder: string;
  let server: Server;
  let behaviour: (socket: Socket, said: Buffer) => void = () => {};
  const hasty: Partial<ScannerLimits> = { connectMs: 400, silenceMs: 400, replyMs: 400 };
  const fake = (limits: Partial<ScannerLimits> = {}) =>
    openScanner({ address: { socket: join(folder, 'clamd.sock') }, signatures: 'other', limits });
  const body = () => Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(256 * 1024)));

  /** A clamd that knows its version, and does `then` with a stream once it has ended (or at each chunk). */
  function answering(then: (socket: Socket) => void, at: 'start' | 'end' = 'end') {
    behaviour = (socket, said) => {
      if (said.toString('latin1').startsWith('nVERSION')) return void socket.end('ClamAV 1.4.3/27500/Tue Nov  4 09:26:12 2025\n');
      const isOver = said.byteLength >= 4 && said.subarray(-4).equals(Buffer.alloc(4)) && said.byteLength > 20 * 256 * 1024;
      if (at === 'start' || isOver) then(socket);
    };
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exhibit-clamd-'));
    server = createServer((socket) => {
      let said = Buffer.alloc(0);
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        said = Buffer.concat([said, chunk]);
        behaviour(socket, said);
      });
    });
    await new Promise<void>((resolve) => server.listen(join(folder, 'clamd.sock'), resolve));
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  test('the fake is a scanner at all', async () => {
    answering((socket) => socket.end('stream: OK\0'));
    expect(await scanStream(fake(), body())).toMatchObject({
      verdict: 'clean',
      engine: 'ClamAV 1.4.3',
      signaturesDate: new Date('2025-11-04T09:26:12Z'),
    });
  });

  test('nobody listens', async () => {
    const nobody = openScanner({ address: { socket: join(folder, 'nobody.sock') }, signatures: 'other' });
    await expect(scanStream(nobody, body())).rejects.toMatchObject({ name: 'ScannerUnavailable' });
  });

  test('it takes the connection and never speaks', async () => {
    behaviour = () => {};
    await expect(scanStream(fake(hasty), body())).rejects.toMatchObject({ name: 'ScannerUnavailable' });
  });

  test('it takes the whole stream and never answers', async () => {
    answering(() => {});
    await expect(scanStream(fake(hasty), body())).rejects.toMatchObject({ name: 'ScannerUnavailable' });
  });

  test('it stops taking the stream', async () => {
    answering((socket) => socket.pause(), 'start');
    await expect(scanStream(fake(hasty), body())).rejects.toMatchObject({ name: 'ScannerUnavailable' });
  });

  test('it cuts the connection in the middle', async () => {
    answering((socket) => socket.destroy(), 'start');
    await expect(scanStream(fake(), body())).rejects.toMatchObject({ name: 'ScannerUnavailable' });
  });

  test('it closes at the end without a word', async () => {
    answering((socket) => socket.end());
    await expect(scanStream(fake(), body())).rejects.toMatchObject({ name: 'ScannerUnavailable' });
  });

  test('it says "OK" before it has seen everything', async () => {
    answering((socket) => socket.end('stream: OK\0'), 'start');
    await expect(scanStream(fake(), body())).rejects.toMatchObject({ name: 'ScannerUnavailable' });
  });

  test.each([
    '',
    'OK',
    'HTTP/1.1 200 : OK',
    'something: OK\0',
    'stream: OK\0stream: Evil FOUND\0',
    '\0\0\0',
    'COMMAND READ TIMED OUT',
    'stream: lstat() failed. ERROR',
  ])('it answers %j', async (reply) => {
    answering((socket) => socket.end(reply));
    await expect(scanStream(fake(), body())).rejects.toMatchObject({ name: 'ScannerUnavailable' });
  });

  test('its stream limit is lower than ours', async () => {
    answering((socket) => socket.end('INSTREAM size limit exceeded. ERROR\0'), 'start');
    expect(await scanStream(fake(), body())).toMatchObject({ verdict: 'too_large' });
  });

  test.each([
    ['stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0', 'too_large'],
    ['stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND\0', 'limits_exceeded'],
    ['stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND\0', 'limits_exceeded'],
    ['stream: Heuristics.Encrypted.Zip FOUND\0', 'encrypted'],
    ['stream: Win.Test.EICAR_HDB-1 FOUND\0', 'infected'],
    ['stream: OK: Evil FOUND\0', 'infected'],
  ])('it answers %j: %s', async (reply, verdict) => {
    answering((socket) => socket.end(reply));
    expect(await scanStream(fake(), body())).toMatchObject({ verdict });
  });

  test("the stream's own failure is passed on as it is", async () => {
    answering((socket) => socket.end('stream: OK\0'));
    const broken = Readable.from(
      (function* () {
        yield Buffer.alloc(1000);
        throw Object.assign(new Error('the store broke off'), { name: 'BodyTruncated' });
      })(),
    );
    await expect(scanStream(fake(), broken)).rejects.toMatchObject({ name: 'BodyTruncated' });
  });

  test('a stream that is given up ends the scan', async () => {
    answering(() => {});
    const source = new Readable({ read: () => {} });
    source.push(Buffer.alloc(1000));
    const scan = scanStream(fake(), source);
    setTimeout(() => source.destroy(), 50);
    await expect(scan).rejects.toThrow();
  });
});
