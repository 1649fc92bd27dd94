/**
 * Malware scanning by clamd, through the `clamscan` package, which frames the stream and reads the reply. Around it stands what the package lacks:
 * bounds in time and memory, and our own reading of the reply, in which only clamd's exact words for "clean" are clean.
 */
import NodeClam from 'clamscan';
import { Readable } from 'node:stream';
import { openLine, type Line, type ScannerAddress } from './line.ts';
import { meaningOf, parseVersion, type Engine, type Verdict } from './reply.ts';

export type { Verdict } from './reply.ts';

/** The engine reads no more of a file than this (2 GiB − 1); beyond it, it would say "OK" about what it did not look at. Bytes. */
export const engineCeiling = 2 ** 31 - 1;

/** What kind of database clamd was given: the hand-made one of the local stack finds nothing but the test file. */
export type SignatureSource = 'official' | 'eicar-only' | 'other';
/** Bounds, in milliseconds and bytes: to connect, to take one chunk, to answer after the last one; the longest stream. */
export type ScannerLimits = { connectMs: number; silenceMs: number; replyMs: number; maxBytes: number };
export type ScannerSettings = { address: ScannerAddress; signatures: SignatureSource; limits?: Partial<ScannerLimits> | undefined };
export type Scanner = { address: ScannerAddress; signatures: SignatureSource; limits: ScannerLimits };

export type ScanResult = {
  verdict: Verdict;
  /** The signature's name, printable ASCII, when there is one. */
  finding: string | null;
  /** Bytes that clamd was given. */
  bytesScanned: number;
  engine: string;
  signaturesDate: Date | null;
  signatures: SignatureSource;
  limits: ScannerLimits;
};

/** clamd could not be reached, hung, broke off, or said nothing we understand. Nothing is known about the bytes; trying later may help. */
export class ScannerUnavailable extends Error {
  override readonly name = 'ScannerUnavailable';
}

/** A stream of 2 GiB takes clamd minutes once it is all there. */
const defaults: ScannerLimits = { connectMs: 5_000, silenceMs: 30_000, replyMs: 600_000, maxBytes: engineCeiling };

/** Describes a scanner. Does not connect: every scan does. */
export function openScanner(settings: ScannerSettings): Scanner {
  return { address: settings.address, signatures: settings.signatures, limits: { ...defaults, ...settings.limits } };
}

/** Engine and signatures as clamd names them now. Throws ScannerUnavailable. */
export async function readEngine(scanner: Scanner): Promise<Engine> {
  const lines: Line[] = [];
  try {
    const reply = await clamOver(scanner, (line) => {
      lines.push(line);
      line.awaitReply(scanner.limits.connectMs);
    }).getVersion();
    const engine = parseVersion(reply);
    if (engine) return engine;
    throw new ScannerUnavailable('clamd does not say its version', { cause: lines[0]?.failure() });
  } catch (cause) {
    throw cause instanceof ScannerUnavailable ? cause : new ScannerUnavailable('clamd cannot be reached', { cause });
  } finally {
    for (const line of lines) line.destroy();
  }
}

/**
 * Scans a stream. It is read no faster than clamd takes it, and is read to its end or destroyed. Give its `size` where it is known:
 * what is longer than the engine can look at is then `too_large` without reading a byte. Throws ScannerUnavailable; the stream's own error as it is.
 */
export async function scanStream(scanner: Scanner, source: Readable, options: { size?: number } = {}): Promise<ScanResult> {
  try {
    const { engine, signaturesDate } = await readEngine(scanner);
    const about = { engine, signaturesDate, signatures: scanner.signatures, limits: scanner.limits };
    if (options.size !== undefined && options.size > scanner.limits.maxBytes) {
      return { verdict: 'too_large', finding: null, bytesScanned: 0, ...about };
    }
    return { ...(await scanWith(scanner, source)), ...about };
  } finally {
    source.destroy();
  }
}

async function scanWith(scanner: Scanner, source: Readable): Promise<Pick<ScanResult, 'verdict' | 'finding' | 'bytesScanned'>> {
  const chunks = withoutEmpty(source);
  const first = await chunks.next();
  if (first.done) return scanNothing(scanner);
  const fed: Fed = { bytes: 0, isWhole: false, isTooLong: false, failure: undefined };
  let line: Line | undefined;
  const feed = Readable.from(
    pace(first, chunks, () => line, scanner.limits, fed),
    { highWaterMark: 1 },
  );
  feed.on('error', () => {}); // told by `fed.failure`
  let reply: { isInfected: boolean | null; resultString?: string } | undefined;
  let failure: unknown;
  try {
    reply = await clamOver(scanner, (opened) => {
      line = opened;
      opened.once('end', () => feed.destroy()); // clamd has hung up: nothing more is to be read
    }).scanStream(feed);
  } catch (error) {
    failure = error;
  } finally {
    feed.destroy();
    line?.destroy();
  }
  if (fed.isTooLong) return { verdict: 'too_large', finding: null, bytesScanned: fed.bytes };
  if (fed.failure !== undefined) throw fed.failure;
  const meaning = meaningOf(line?.reply() ?? '');
  // The package and we must both have understood; and of a stream that was cut off only "too long" can be said.
  const isSure =
    meaning?.verdict === 'too_large' || (fed.isWhole && reply !== undefined && reply.isInfected === (meaning?.verdict !== 'clean'));
  if (!meaning || !isSure) throw new ScannerUnavailable('clamd gave no answer that we understand', { cause: failure ?? line?.failure() });
  return { ...meaning, bytesScanned: fed.bytes };
}

/** An empty stream is asked about as well, by ourselves: the package would say only the end mark, without the command before it. */
async function scanNothing(scanner: Scanner): Promise<Pick<ScanResult, 'verdict' | 'finding' | 'bytesScanned'>> {
  let line: Line;
  try {
    line = await openLine(scanner.address, scanner.limits);
  } catch (cause) {
    throw new ScannerUnavailable('clamd cannot be reached', { cause });
  }
  line.write(Buffer.from('zINSTREAM\0\0\0\0\0', 'latin1'));
  line.awaitReply(scanner.limits.connectMs);
  await new Promise<void>((resolve) => line.resume().once('end', resolve));
  line.destroy();
  const meaning = meaningOf(line.reply());
  if (!meaning) throw new ScannerUnavailable('clamd gave no answer that we understand', { cause: line.failure() });
  return { ...meaning, bytesScanned: 0 };
}

type Fed = { bytes: number; isWhole: boolean; isTooLong: boolean; failure: unknown };

/** An empty chunk would be the end mark to clamd: it would answer for what came before it. */
async function* withoutEmpty(source: Readable): AsyncGenerator<Uint8Array> {
  for await (const chunk of source as AsyncIterable<Uint8Array>) if (chunk.byteLength > 0) yield chunk;
}

/** Hands chunks on only when the line has room: the package itself would take the whole stream into memory. */
async function* pace(
  first: IteratorResult<Uint8Array>,
  chunks: AsyncIterator<Uint8Array>,
  lineOf: () => Line | undefined,
  limits: ScannerLimits,
  fed: Fed,
): AsyncGenerator<Uint8Array> {
  try {
    for (let next = first; !next.done; next = await chunks.next()) {
      const chunk = next.value;
      if (fed.bytes + chunk.byteLength > limits.maxBytes) {
        fed.isTooLong = true;
        lineOf()?.hangUp();
        return;
      }
      fed.bytes += chunk.byteLength;
      yield chunk;
      await room(lineOf());
    }
  } catch (error) {
    fed.failure = error;
    lineOf()?.hangUp();
    return;
  }
  fed.isWhole = true;
  lineOf()?.awaitReply(limits.replyMs);
}

async function room(line: Line | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve)); // the package's own transform gets its turn first
  while (line && line.writableNeedDrain && !line.destroyed && !line.readableEnded) {
    await new Promise<void>((resolve) => {
      const go = () => {
        for (const event of ['drain', 'close', 'end', 'error']) line.off(event, go);
        resolve();
      };
      for (const event of ['drain', 'close', 'end', 'error']) line.once(event, go);
    });
  }
}

/** The package, with our line in place of its socket: its own would wait for ever when a connection breaks in silence. */
function clamOver(scanner: Scanner, onLine: (line: Line) => void): NodeClam {
  const { address, limits } = scanner;
  const clam = new NodeClam();
  return Object.assign(clam, {
    scanner: 'clamdscan',
    settings: {
      ...clam.settings,
      clamdscan: {
        ...('socket' in address ? { socket: address.socket } : address),
        localFallback: false,
        active: true,
        timeout: limits.replyMs,
      },
      preference: 'clamdscan',
    },
    _initSocket: async () => {
      const line = await openLine(address, limits);
      onLine(line);
      return line;
    },
  });
}
