import { expect, test } from 'vitest';
import type { AssessedFile } from '#db/media/assess.ts';
import { parsedMetadata } from '#db/media/parsed.ts';
import { reasons } from '#db/media/reasons.ts';
import { isEpochDate, readDate } from './dates.ts';
import { findFacts } from './facts.ts';
import { findUrgency } from './urgency.ts';

const receivedAt = new Date('2026-01-20T12:00:00Z');
const hash = Buffer.alloc(32, 7);

function file(
  changes: Partial<AssessedFile> = {},
  exiftool: Record<string, unknown> | null = { groups: ['IFD0'], make: 'Acme' },
): AssessedFile {
  return {
    id: 'f1', ordinal: 1, name: 'a.jpg', type: 'image/jpeg', verdict: 'clean', finding: null, sha256: hash, sha256Declared: null, hashSource: null, restricted: false,
    readings: exiftool === null ? [] : [{ tool: 'exiftool', parsed: parsedMetadata.parse(exiftool) }], stages: [], copies: [], ...changes,
  }; // prettier-ignore
}
function kinds(...files: AssessedFile[]): string[] {
  return findFacts({ receivedAt, answers: {}, suspected: false, files })
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'scan_verdict');
}
const dated = (captured: string, modified: string) => ({
  groups: ['IFD0'],
  captured: { tag: 'a', value: captured },
  modified: { tag: 'b', value: modified },
  dates: [
    { tag: 'a', value: captured },
    { tag: 'b', value: modified },
  ],
});

test('an ordinary photo has no fact but its verdict', () => {
  expect(findFacts({ receivedAt, answers: {}, suspected: false, files: [file()] })).toEqual([
    { kind: 'scan_verdict', fileId: 'f1', evidence: { verdict: 'clean' } },
  ]);
});

test.each([
  ['2026:01:14 17:42:05', '2026:01:14 17:42:06', []],
  ['2026:01:14 17:42:05', '2026:01:15 09:00:00', ['capture_differs_from_modification']],
  ['2026:01:15 17:42:05', '2026:01:14 09:00:00', ['capture_after_modification']],
  // The same moment, stated in two zones.
  ['2026:01:14 17:42:05-05:00', '2026:01:14 22:42:05Z', []],
  // One of them without a zone: they may well be the same moment.
  ['2026:01:14 17:42:05', '2026:01:14 22:42:05Z', []],
  ['0000:00:00 00:00:00', '2026:01:14 22:42:05', ['epoch_date']],
  ['1904:01:01 00:00:00', '1904:01:01 00:00:00', ['epoch_date']],
])('captured %s, modified %s gives %j', (captured, modified, expected) => {
  expect(kinds(file({}, dated(captured, modified)))).toEqual(expected);
});

test('a date is in the future only when it is so in every zone', () => {
  expect(kinds(file({}, dated('2026:01:20 23:30:00', '2026:01:20 23:30:00')))).toEqual([]);
  expect(kinds(file({}, dated('2026:01:22 00:00:00', '2026:01:22 00:00:00')))).toEqual(['future_date']);
  expect(kinds(file({}, dated('2026:01:20 14:00:00Z', '2026:01:20 14:00:00Z')))).toEqual(['future_date']);
});

test('the device’s hash is compared with ours; a hash made by our server says nothing new', () => {
  expect(kinds(file({ sha256Declared: hash, hashSource: 'device' }))).toEqual(['declared_hash_same']);
  expect(kinds(file({ sha256Declared: Buffer.alloc(32, 8), hashSource: 'device' }))).toEqual(['declared_hash_differs']);
  expect(kinds(file({ sha256Declared: hash, hashSource: 'server' }))).toEqual([]);
});

test('names are compared with content only where an ending is known', () => {
  expect(kinds(file({ name: 'a.JPEG' }), file({ name: 'no ending' }), file({ name: 'a.thing', type: 'application/x-thing' }))).toEqual([]);
  expect(kinds(file({ name: 'clip.mp4' }))).toEqual(['extension_differs']);
});

test('no metadata is a fact of its own, and only where it was looked for', () => {
  expect(kinds(file({}, {}))).toEqual(['no_metadata']);
  expect(kinds(file({}, null))).toEqual([]);
});

test('places, editors and chat apps are named with the tags that say so', () => {
  const facts = findFacts({
    receivedAt,
    answers: {},
    suspected: false,
    files: [
      file(
        {},
        {
          groups: ['IFD0'],
          gps: { latitude: 40.7, longitude: -74 },
          software: [
            { tag: 'IFD0:Software', value: 'Adobe Photoshop 27' },
            { tag: 'c', value: 'WhatsApp' },
          ],
        },
      ),
    ],
  });
  expect(facts.map(({ kind, evidence }) => [kind, evidence])).toEqual([
    ['scan_verdict', { verdict: 'clean' }],
    ['place_recorded', { latitude: 40.7, longitude: -74 }],
    ['editor_tag', { tags: [{ tag: 'IFD0:Software', value: 'Adobe Photoshop 27' }] }],
    ['chat_app_tag', { tags: [{ tag: 'c', value: 'WhatsApp' }] }],
  ]);
});

test('steps without a result and bytes that differ are said; a restricted file is not spoken of', () => {
  expect(kinds(file({ stages: [{ stage: 'derive', state: 'failed', reason: 'x' }] }))).toEqual(['step_not_done']);
  expect(kinds(file({ stages: [{ stage: 'derive', state: 'parked', reason: reasons.integrity }] }))).toEqual(['bytes_differ_from_record']);
  expect(findFacts({ receivedAt, answers: {}, suspected: false, files: [file({ restricted: true })] })).toEqual([]);
});

test('a report whose hidden field was filled in says so, before anything about its files', () => {
  expect(findFacts({ receivedAt, answers: {}, suspected: true, files: [file()] }).map(({ kind, fileId }) => [kind, fileId])).toEqual([
    ['suspected_spam', null],
    ['scan_verdict', 'f1'],
  ]);
});

test('impossible dates are no dates', () => {
  expect([readDate('2026:02:30 00:00:00'), readDate('soon'), readDate('0000:00:00 00:00:00')]).toEqual([null, null, null]);
  expect(readDate('2026-01-14T17:42:05.25+0530')).toEqual({
    local: Date.UTC(2026, 0, 14, 17, 42, 5),
    moment: Date.UTC(2026, 0, 14, 12, 12, 5),
  });
  expect(isEpochDate('1970-01-01T00:00:00Z')).toBe(true);
});

test.each([
  [{ when: { ongoing: 'yes' }, whom: { injuries: 'hospital', minors: 'yes' } }, ['ongoing', 'injuries', 'minors']],
  [{ when: { ongoing: 'no' }, whom: { injuries: 'minor', minors: 'unknown' } }, []],
  [{ losing: { leads: [{ kind: 'doorbell' }] }, contact: { mode: 'anonymous', retaliation: 'yes' } }, ['evidence_loss', 'retaliation']],
  [{ losing: { leads: [] }, contact: { mode: 'open', retaliation: 'unknown' } }, []],
  [{ losing: [{ where: 'a shape that no form ever had' }], contact: { retaliation: true } }, []],
  [{ when: 'a string', whom: null, losing: {} }, []],
  [null, []],
  [{ whom: Object.create({ minors: 'yes' }) as unknown }, []],
])('answers %j are urgent because of %j', (answers, expected) => {
  expect(findUrgency(answers)).toEqual(expected);
});
