/**
 * Checking a custody chain, event by event. Pure: the same file runs over the database, over a bundle's custody.jsonl and offline.
 * What an event must satisfy is written in infra/docs/custody-format.md; the first event that does not is named, with the reason.
 */
import { canonicalise } from './canonical.ts';
import { fromHex, sha256, toHex, utf8 } from './sha256.ts';

/** An event as it is kept and as a line of custody.jsonl holds it. Binary values are lower-case hex. */
export type StoredEvent = {
  /** Canonical JSON; its SHA-256 is the event's hash. */
  envelope: string;
  hash: string;
  /** The text bound by the envelope's digest, with its salt; both null when there was none or when it was erased. */
  payload: string | null;
  salt: string | null;
  /** Where the record repeats parts of the envelope in columns: they must say the same. */
  columns?: { subject: string; seq: number; at: string; action: string; actor: string; item: string | null };
};

export type Envelope = {
  v: 1;
  seq: number;
  subject: string;
  at: string;
  actor: string;
  role: string;
  action: string;
  item: string | null;
  reason: string | null;
  payload: string | null;
  prev: string;
};

/** How far a chain has been checked: the next event must have `seq + 1` and point back to `hash`. */
export type ChainState = { subject: string; seq: number; hash: string; at: string | null; erasedPayloads: number };

export type Defect = 'not_json' | 'not_canonical' | 'shape' | 'subject' | 'seq' | 'prev' | 'hash' | 'time' | 'payload' | 'columns' | 'head';

export const defects: Record<Defect, string> = {
  not_json: 'the envelope is not JSON',
  not_canonical: 'the envelope is not in canonical form',
  shape: 'the envelope does not have the fields of version 1',
  subject: 'the event belongs to another subject',
  seq: 'an event is missing, repeated or out of order',
  prev: 'the event does not continue the one before it',
  hash: 'the hash is not that of the envelope',
  time: 'the time lies before the previous event’s without a recorded step of the clock',
  payload: 'the payload is not the one that the envelope binds',
  columns: 'the columns beside the envelope say something else',
  head: 'the chain does not end where its head says',
};

export type Broken = { intact: false; subject: string; seq: number; defect: Defect };
export type ChainReport = { intact: true; subject: string; events: number; head: string; erasedPayloads: number } | Broken;

export const zeroHash = '0'.repeat(64);

/** Before the first event of a subject, written `kind:uuid`. */
export function startChain(subject: string): ChainState {
  return { subject, seq: 0, hash: zeroHash, at: null, erasedPayloads: 0 };
}

/** Checks one event against what came before it: the state after it, or what is wrong and at which seq. */
export function continueChain(state: ChainState, event: StoredEvent): ChainState | Broken {
  const seq = state.seq + 1;
  const broken = (defect: Defect): Broken => ({ intact: false, subject: state.subject, seq, defect });
  const read = readEnvelope(event.envelope);
  if (typeof read === 'string') return broken(read);
  if (read.subject !== state.subject) return broken('subject');
  if (read.seq !== seq) return broken('seq');
  if (toHex(sha256(utf8(event.envelope))) !== event.hash) return broken('hash');
  if (read.prev !== state.hash) return broken('prev');
  // A step back is allowed only to the event that records it.
  if (state.at !== null && read.at < state.at && read.action !== 'clock.stepped_back') return broken('time');
  if (!payloadFits(read.payload, event)) return broken('payload');
  if (event.columns && !columnsFit(read, event.columns)) return broken('columns');
  const erased = read.payload !== null && event.payload === null ? 1 : 0;
  return { subject: state.subject, seq, hash: event.hash, at: read.at, erasedPayloads: state.erasedPayloads + erased };
}

/**
 * Checks a whole chain. `head` is what is known of its end from elsewhere (the heads table, a checkpoint, a bundle's cut-off):
 * without it a chain that was cut short looks whole.
 */
export function verifyChain(subject: string, events: Iterable<StoredEvent>, head?: { seq: number; hash: string }): ChainReport {
  let state = startChain(subject);
  for (const event of events) {
    const next = continueChain(state, event);
    if ('intact' in next) return next;
    state = next;
  }
  return endChain(state, head);
}

/** The report after the last event. */
export function endChain(state: ChainState, head?: { seq: number; hash: string }): ChainReport {
  if (head && (head.seq !== state.seq || head.hash !== state.hash)) {
    return { intact: false, subject: state.subject, seq: Math.min(head.seq, state.seq) + (head.seq === state.seq ? 0 : 1), defect: 'head' };
  }
  return { intact: true, subject: state.subject, events: state.seq, head: state.hash, erasedPayloads: state.erasedPayloads };
}

/** The envelope of a stored text, or why it is none. Exactly the eleven fields of version 1, in canonical form. */
export function readEnvelope(text: string): Envelope | 'not_json' | 'not_canonical' | 'shape' {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not_json';
  }
  if (!isEnvelope(value)) return 'shape';
  return isCanonical(value, text) ? value : 'not_canonical';
}

/** One line of custody.jsonl; null where it is not one. */
export function parseEventLine(line: string): StoredEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isRecord(value) || typeof value.envelope !== 'string' || typeof value.hash !== 'string') return null;
  const { envelope, hash, payload = null, salt = null } = value;
  return isTextOrNull(payload) && isTextOrNull(salt) ? { envelope, hash, payload, salt } : null;
}

/** One line of custody.jsonl, without its newline. */
export function formatEventLine(event: StoredEvent): string {
  return canonicalise({ envelope: event.envelope, hash: event.hash, payload: event.payload, salt: event.salt });
}

const hex32 = /^[0-9a-f]{64}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const subjectForm = /^(submission|case|account|office):[0-9a-f-]{36}$/;

function isEnvelope(value: unknown): value is Envelope {
  if (!isRecord(value) || Object.keys(value).length !== 11) return false;
  const { v, seq, subject, at, actor, role, action, item, reason, payload, prev } = value;
  return (
    v === 1 &&
    Number.isSafeInteger(seq) &&
    Number(seq) > 0 &&
    matches(subject, subjectForm) &&
    matches(at, time) &&
    typeof actor === 'string' &&
    typeof role === 'string' &&
    typeof action === 'string' &&
    (item === null || matches(item, uuid)) &&
    isTextOrNull(reason) &&
    (payload === null || matches(payload, hex32)) &&
    matches(prev, hex32)
  );
}

function isCanonical(value: Envelope, text: string): boolean {
  try {
    return canonicalise(value) === text;
  } catch {
    return false; // a lone surrogate
  }
}

function payloadFits(digest: string | null, { payload, salt }: StoredEvent): boolean {
  if ((payload === null) !== (salt === null)) return false;
  if (payload === null || salt === null) return true; // none, or erased: the envelope still binds what it was
  const saltBytes = fromHex(salt);
  return digest !== null && saltBytes?.length === 32 && toHex(sha256(saltBytes, utf8(payload))) === digest;
}

function columnsFit(envelope: Envelope, columns: NonNullable<StoredEvent['columns']>): boolean {
  return (
    envelope.subject === columns.subject &&
    envelope.seq === columns.seq &&
    envelope.at === columns.at &&
    envelope.action === columns.action &&
    envelope.actor === columns.actor &&
    envelope.item === columns.item
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function matches(value: unknown, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value);
}
