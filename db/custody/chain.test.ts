import { describe, expect, test } from 'vitest';
import { canonicalise } from './canonical.ts';
import { continueChain, formatEventLine, parseEventLine, startChain, verifyChain, type StoredEvent } from './chain.ts';
import { sha256, toHex, utf8 } from './sha256.ts';
import vectors from './vectors.json' with { type: 'json' };

const { subject, head } = vectors.chain;
const events: StoredEvent[] = vectors.chain.events;
const last = { seq: events.length, hash: head };
const check = (changed: StoredEvent[]) => verifyChain(subject, changed, last);

describe('a custody chain', () => {
  test('of the test vectors is intact and ends at its head', () => {
    expect(check(events)).toEqual({ intact: true, subject, events: 5, head, erasedPayloads: 0 });
  });

  test('of another subject is not this one', () => {
    expect(verifyChain('submission:01890a5d-ac96-774b-bcce-000000000000', events)).toMatchObject({
      intact: false,
      seq: 1,
      defect: 'subject',
    });
  });

  test('shows any changed byte of any envelope, at that event', () => {
    for (const [index, event] of events.entries()) {
      for (let at = 0; at < event.envelope.length; at += 1) {
        const other = String.fromCharCode(event.envelope.charCodeAt(at) ^ 1);
        const changed = events.with(index, { ...event, envelope: event.envelope.slice(0, at) + other + event.envelope.slice(at + 1) });
        expect(check(changed), `byte ${at} of event ${index + 1}`).toMatchObject({ intact: false, seq: index + 1 });
      }
    }
  });

  test('shows any changed byte of a payload, a salt or a hash', () => {
    for (const [index, event] of events.entries()) {
      for (const field of ['payload', 'salt', 'hash'] as const) {
        const text = event[field];
        for (let at = 0; text !== null && at < text.length; at += 1) {
          const other = text[at] === '0' ? '1' : '0';
          const changed = events.with(index, { ...event, [field]: text.slice(0, at) + other + text.slice(at + 1) });
          expect(check(changed), `${field} of event ${index + 1}`).toMatchObject({ intact: false, seq: index + 1 });
        }
      }
    }
  });

  test('shows a missing event at the seq that is missing, the last one by its head', () => {
    for (const [index] of events.entries()) {
      const isLast = index === events.length - 1;
      expect(check(events.toSpliced(index, 1))).toMatchObject({ intact: false, seq: index + 1, defect: isLast ? 'head' : 'seq' });
    }
  });

  test('shows an inserted event and two that changed places', () => {
    const [first, second] = events as [StoredEvent, StoredEvent];
    expect(check([first, first, ...events.slice(1)])).toMatchObject({ intact: false, seq: 2, defect: 'seq' });
    expect(check([second, first, ...events.slice(2)])).toMatchObject({ intact: false, seq: 1, defect: 'seq' });
  });

  test('shows an event that was rewritten together with its hash, at the one after it', () => {
    const [first] = events as [StoredEvent];
    const envelope = first.envelope.replace('"witness"', '"witnesz"');
    const forged = { ...first, envelope, hash: toHex(sha256(utf8(envelope))) };
    expect(check(events.with(0, forged))).toMatchObject({ intact: false, seq: 2, defect: 'prev' });
  });

  test('stays intact when payloads are erased, and counts them', () => {
    const erased = events.map((event) => ({ ...event, payload: null, salt: null }));
    expect(check(erased)).toMatchObject({ intact: true, erasedPayloads: 4 });
  });

  test('shows a payload without its salt, a salt without its payload, and a payload that no digest binds', () => {
    const [first] = events as [StoredEvent];
    expect(check(events.with(0, { ...first, salt: null }))).toMatchObject({ seq: 1, defect: 'payload' });
    expect(check(events.with(0, { ...first, payload: null }))).toMatchObject({ seq: 1, defect: 'payload' });
    const fourth = events[3] as StoredEvent;
    expect(check(events.with(3, { ...fourth, payload: '{}', salt: '00'.repeat(32) }))).toMatchObject({ seq: 4, defect: 'payload' });
  });

  test('does not accept a clock that went back without saying so', () => {
    const state = { subject, seq: 2, hash: events[1]?.hash ?? '', at: '2026-01-02T03:04:06.000Z', erasedPayloads: 0 };
    const { envelope } = events[2] as StoredEvent;
    const silent = envelope.replace('clock.stepped_back', 'file.received');
    expect(continueChain(state, { envelope: silent, hash: toHex(sha256(utf8(silent))), payload: null, salt: null })).toMatchObject({
      seq: 3,
      defect: 'time',
    });
  });

  test.each([
    ['not JSON', '{', 'not_json'],
    [
      'keys in another order',
      canonicalise(JSON.parse(events[0]?.envelope ?? ''))
        .replace('{"action":"upload.stored",', '{')
        .replace(/}$/, ',"action":"upload.stored"}'),
      'not_canonical',
    ],
    ['a key twice', (events[0]?.envelope ?? '').replace('"v":1}', '"v":1,"v":1}'), 'not_canonical'],
    ['a field more', (events[0]?.envelope ?? '').replace('"v":1}', '"v":1,"w":1}'), 'shape'],
    ['another version', (events[0]?.envelope ?? '').replace('"v":1}', '"v":2}'), 'shape'],
  ])('does not accept an envelope that is %s', (_, envelope, defect) => {
    expect(continueChain(startChain(subject), { envelope, hash: toHex(sha256(utf8(envelope))), payload: null, salt: null })).toMatchObject({
      defect,
    });
  });

  test('does not accept columns that say something else than the envelope', () => {
    const [first] = events as [StoredEvent];
    const columns = {
      subject,
      seq: 1,
      at: '2026-01-02T03:04:05.006Z',
      action: 'upload.stored',
      actor: 'witness',
      item: '01890a5d-ac96-774b-bcce-b302099a8058',
    };
    expect(continueChain(startChain(subject), { ...first, columns })).toMatchObject({ seq: 1, hash: first.hash });
    expect(continueChain(startChain(subject), { ...first, columns: { ...columns, actor: 'service:media' } })).toMatchObject({
      defect: 'columns',
    });
  });

  test('survives being written as lines and read back', () => {
    for (const event of events) expect(parseEventLine(formatEventLine(event))).toEqual(event);
    expect(parseEventLine('{"envelope":1}')).toBeNull();
    expect(parseEventLine('')).toBeNull();
  });
});
