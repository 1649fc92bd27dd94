/**
 * A front before the real S3 gateway, on loopback: every request passes as it came, its Host header included, so that what was signed for the front's own host
 * and port holds at the gateway; and rules break single kinds of request. For the faults that a store has, which the wire (`proxy.ts`) does not know.
 */
import { Agent, createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore, type Store } from '#infra/store/client.ts';
import { openChecksums } from '#tests/support/s3-front/checksums.ts';
import { effects, errorBody, type Effect } from '#tests/support/s3-front/effects.ts';
import { openLine } from '#tests/support/s3-front/line.ts';
import { readAsked, type Asked, type Verb } from '#tests/support/s3-front/verbs.ts';

export { effects, type Effect, type Verb };

export type Request = Asked & {
  url: string;
  /** A page's script, or one of our processes. */
  from: 'page' | 'server';
  /** Of the request's body, as they came over the wire. */
  bytes: number;
  /** `reset` by a rule, `left` by whoever asked, `open` until it is over. */
  status: number | 'reset' | 'hung' | 'left' | 'open';
};

export type Rule = {
  verb: Verb | readonly Verb[] | 'any';
  part?: number;
  /** By what it is for: `quarantine`, `originals` … */
  bucket?: string;
  /** How often it applies; without it, until `end()`. */
  times?: number;
  /** Lets so many that it would have applied to pass first. */
  after?: number;
  when?: (request: Request) => boolean;
  effect: Effect;
};

export type SetRule = {
  applied(): number;
  /** Resolves when it has applied so often. */
  happened(times?: number): Promise<void>;
  end(): void;
};

export type Front = {
  /** `http://127.0.0.1:port`. */
  endpoint: string;
  /** The same credential, by way of the front, for pages too. The caller destroys its client. */
  store(store: Store): Store;
  /** S3_ENDPOINT and S3_PUBLIC_ENDPOINT of a process that is to go this way; for one of them alone, take `endpoint`. */
  environment: { S3_ENDPOINT: string; S3_PUBLIC_ENDPOINT: string };
  /** The first rule that fits a request, in the order in which they were made, is applied to it. */
  rule(rule: Rule): SetRule;
  /** Takes back every rule. */
  clear(): void;
  /** Bytes of request bodies of one kind of request, or of all, since the start or the last `forget`. */
  bytes(verb?: Verb): number;
  requests(verb?: Verb): readonly Request[];
  forget(): void;
  /** While true the store is down: every connection is reset. */
  refuse(refusing: boolean): void;
  /** Connections that found it down. */
  refused(): number;
  /** Resets every open connection. */
  cutAll(): void;
  /** Bytes a second, shared by all connections and both directions; undefined is no limit. */
  limit(bytesPerSecond: number | undefined): void;
  close(): Promise<void>;
};

type Options = {
  /** Behaves as a store that enforces `x-amz-checksum-sha256`. */
  enforceChecksum?: boolean;
  bytesPerSecond?: number;
  /** Milliseconds before each request is passed on. */
  latency?: number;
};

type Exchange = { entry: Request; incoming: IncomingMessage; outgoing: ServerResponse; effect: Effect | undefined };

/** Opens a front before the store at `target`, an `http:` address. */
export async function openFront(target: string, { enforceChecksum = false, bytesPerSecond, latency = 0 }: Options = {}): Promise<Front> {
  const gateway = new URL(target);
  const agent = new Agent({ keepAlive: false }); // a connection that the gateway closes at rest would be a fault nobody asked for
  const line = openLine(bytesPerSecond);
  const checksums = enforceChecksum ? openChecksums() : undefined;
  const sockets = new Set<Socket>();
  const rules: { rule: Rule; seen: number; applied: number; waiting: (() => void)[] }[] = [];
  let log: Request[] = [];
  let refusing = false;
  let refused = 0;

  function effectOn(entry: Request): Effect | undefined {
    for (const set of rules) {
      const { verb, part, bucket, times = Infinity, after = 0, when, effect } = set.rule;
      const fits =
        (verb === 'any' || [verb].flat().includes(entry.verb)) &&
        (part === undefined || part === entry.part) &&
        (bucket === undefined || entry.bucket.endsWith(bucket)) &&
        (when === undefined || when(entry));
      if (!fits || set.applied >= times || set.seen++ < after) continue;
      set.applied += 1;
      for (const wake of set.waiting.splice(0)) wake();
      return effect;
    }
    return undefined;
  }

  /** The request's body as it comes, counted, at the line's pace, with what the rule does to it. */
  async function* bodyOf({ entry, incoming, effect }: Exchange): AsyncGenerator<Buffer> {
    const length = Number(incoming.headers['content-length'] ?? 0);
    const altered = effect?.kind === 'alterRequestBody' ? Math.min(effect.at, length - 1) : -1;
    // Left open when the loop is: the socket is reset then, not closed.
    for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      await line.take(chunk.byteLength);
      const start = entry.bytes;
      entry.bytes += chunk.byteLength;
      if (effect?.kind === 'reset' && entry.bytes >= effect.afterBytes) throw new ResetWanted();
      if (altered >= start && altered < entry.bytes) chunk[altered - start] = (chunk[altered - start] ?? 0) ^ 0xff;
      yield chunk;
    }
    if (effect?.kind === 'reset') throw new ResetWanted();
  }

  async function pass(incoming: IncomingMessage, body: AsyncIterable<Buffer>, left: AbortSignal): Promise<IncomingMessage> {
    const headers = pairs(incoming.rawHeaders, ['connection', 'keep-alive']);
    const { method, url: path } = incoming;
    const onward = ask({ host: gateway.hostname, port: gateway.port, method, path, headers, setHost: false, agent, signal: left });
    const reply = new Promise<IncomingMessage>((resolve, reject) => onward.once('response', resolve).on('error', reject));
    reply.catch(() => {}); // looked at below; an error while the body is still under way must not count as unhandled
    try {
      for await (const chunk of body) {
        if (!onward.destroyed && !onward.write(chunk)) await drained(onward);
      }
    } catch (error) {
      onward.destroy();
      throw error;
    }
    onward.end();
    return reply;
  }

  async function answer(exchange: Exchange): Promise<void> {
    const { entry, incoming, outgoing, effect } = exchange;
    const left = new AbortController();
    outgoing.once('close', () => left.abort());
    await sleep(latency);
    if (effect?.kind === 'status') {
      for await (const chunk of bodyOf(exchange)) void chunk;
      return refuse(exchange, effect, effect.cors);
    }
    if (effect?.kind === 'hang') {
      entry.status = 'hung';
      for await (const chunk of bodyOf(exchange)) void chunk;
      return;
    }
    if (effect?.kind === 'reset' && effect.afterBytes === 0) throw new ResetWanted();
    let body: AsyncIterable<Buffer> = bodyOf(exchange);
    if (checksums?.needsBody(entry)) {
      const whole = await collect(body);
      const refusal = checksums.refuse(entry, incoming.headers, whole);
      if (refusal) return refuse(exchange, refusal, true);
      body = one(whole);
    }
    const reply = await pass(incoming, body, left.signal);
    if (effect?.kind === 'dropReply') {
      await collect(reply);
      if (!effect.begun) throw new ResetWanted();
      const headers = pairs(reply.rawHeaders, [...hopByHop, 'content-length']);
      outgoing.writeHead(reply.statusCode ?? 502, reply.statusMessage, [...headers, 'content-length', '1000']);
      await new Promise<void>((resolve) => outgoing.write(' ', () => resolve())); // the head goes out with the first byte
      setImmediate(() => outgoing.destroy());
      entry.status = 'reset';
      return;
    }
    await giveReply(exchange, reply);
  }

  async function giveReply({ entry, incoming, outgoing, effect }: Exchange, reply: IncomingMessage): Promise<void> {
    const status = reply.statusCode ?? 502;
    const isWhole = effect?.kind === 'truncateBody' || effect?.kind === 'alterReply' || checksums?.changesReply(entry) === true;
    if (effect?.kind === 'slowReply') await sleep(effect.milliseconds);
    if (!isWhole) {
      outgoing.writeHead(status, reply.statusMessage, pairs(reply.rawHeaders, hopByHop));
      const pace = effect?.kind === 'slowReply' && effect.bytesPerSecond !== undefined ? openLine(effect.bytesPerSecond) : undefined;
      for await (const chunk of reply as AsyncIterable<Buffer>) {
        await line.take(chunk.byteLength);
        await pace?.take(chunk.byteLength);
        if (!outgoing.write(chunk) && !outgoing.destroyed) await drained(outgoing);
      }
      outgoing.end();
      entry.status = status;
      return;
    }
    let body = await collect(reply);
    if (checksums?.changesReply(entry) === true && status < 300) body = checksums.reply(entry, incoming.headers, body);
    const altered = effect?.kind === 'alterReply' ? (effect.headers ?? {}) : {};
    const kept = pairs(reply.rawHeaders, [...hopByHop, 'content-length', ...Object.keys(altered)]).concat(Object.entries(altered).flat());
    if (effect?.kind === 'alterReply' && effect.body) body = effect.body(body);
    const sent = effect?.kind === 'truncateBody' ? body.subarray(0, effect.keep) : body;
    const how = effect?.kind === 'truncateBody' ? effect.how : 'short';
    const length = { cut: body.byteLength, short: sent.byteLength, chunked: undefined }[how];
    outgoing.writeHead(status, reply.statusMessage, length === undefined ? kept : [...kept, 'content-length', String(length)]);
    entry.status = status;
    if (how !== 'cut') return void outgoing.end(sent);
    outgoing.write(sent, () => setImmediate(() => outgoing.destroy()));
  }

  function refuse({ entry, incoming, outgoing }: Exchange, { status, code, message }: RefusalLike, cors: boolean): void {
    const { origin } = incoming.headers;
    const body = errorBody(code, message);
    const readable = cors && origin !== undefined ? { 'access-control-allow-origin': origin, vary: 'Origin' } : {};
    outgoing.writeHead(status, { 'content-type': 'application/xml', 'content-length': String(Buffer.byteLength(body)), ...readable });
    outgoing.end(incoming.method === 'HEAD' ? undefined : body);
    entry.status = status;
  }

  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (incoming, outgoing) => {
    const { url = '/', method = 'GET', headers, socket } = incoming;
    const entry: Request = {
      ...readAsked(method, url),
      url,
      from: headers.origin === undefined ? 'server' : 'page',
      bytes: 0,
      status: 'open',
    };
    log.push(entry);
    answer({ entry, incoming, outgoing, effect: effectOn(entry) }).catch((error: unknown) => {
      entry.status = error instanceof ResetWanted ? 'reset' : 'left';
      reset(socket);
    });
  });
  server.on('connection', (socket: Socket) => {
    if (refusing) {
      refused += 1;
      return reset(socket);
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));

  const cutAll = () => {
    for (const socket of sockets) reset(socket);
  };
  const requests = (verb?: Verb) => log.filter((entry) => verb === undefined || entry.verb === verb);
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP: never null or a path
  return {
    endpoint,
    environment: { S3_ENDPOINT: endpoint, S3_PUBLIC_ENDPOINT: endpoint },
    store: (store) => openStore({ ...store, endpoint, publicEndpoint: endpoint }),
    rule(rule) {
      const set = { rule, seen: 0, applied: 0, waiting: [] as (() => void)[] };
      rules.push(set);
      return {
        applied: () => set.applied,
        async happened(times = 1) {
          while (set.applied < times) await new Promise<void>((resolve) => set.waiting.push(resolve));
        },
        end: () => void rules.splice(rules.indexOf(set), rules.includes(set) ? 1 : 0),
      };
    },
    clear: () => void rules.splice(0),
    bytes: (verb) => requests(verb).reduce((sum, { bytes }) => sum + bytes, 0),
    requests,
    forget: () => void (log = []),
    refuse(next) {
      refusing = next;
      if (next) cutAll();
    },
    refused: () => refused,
    cutAll,
    limit: (next) => line.set(next),
    close: () => {
      cutAll();
      agent.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

type RefusalLike = { status: number; code: string; message: string };

class ResetWanted extends Error {}

/** As a crashed host or a firewall ends a connection. */
function reset(socket: Socket): void {
  if (!socket.destroyed) socket.resetAndDestroy();
}

/** Or closed: then there is nothing to wait for. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}

const hopByHop = ['connection', 'keep-alive', 'transfer-encoding'];

/** Raw headers, as `http` gives and takes them, without some. */
function pairs(raw: readonly string[], without: readonly string[]): string[] {
  return raw.flatMap((name, at) => (at % 2 === 0 && !without.includes(name.toLowerCase()) ? [name, raw[at + 1] ?? ''] : []));
}

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* one(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}
