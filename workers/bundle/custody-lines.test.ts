import { expect, test } from 'vitest';
import type { StoredEvent } from '#db/custody/chain.ts';
import { custodyLine } from './custody-lines.ts';

const own = '0198c0de-0000-7000-8000-000000000001';
const other = '0198c0de-0000-7000-8000-000000000002';

function disclosed(actor: string, action: string, item: string | null = null, openItems: ReadonlySet<string> | null = null): boolean {
  const event: StoredEvent = { envelope: JSON.stringify({ actor, action, item }), hash: 'h', payload: '{}', salt: 's' };
  const line = JSON.parse(custodyLine(event, own, openItems)) as StoredEvent;
  expect(line).toMatchObject({ envelope: event.envelope, hash: 'h' });
  expect(line.payload === null).toBe(line.salt === null);
  return line.payload !== null;
}

test('what the witness and the portal did is told in full', () => {
  expect(disclosed('witness', 'submission.received')).toBe(true);
  expect(disclosed('service:receive', 'file.received', other)).toBe(true);
});

test('what was found in comparing reports with each other is withheld', () => {
  expect(disclosed('service:media', 'submission.ready')).toBe(false);
  expect(disclosed('service:media', 'submission.assessed')).toBe(false);
});

test('what staff wrote is withheld, whatever the action, unless it is known to hold no words of theirs', () => {
  for (const action of ['submission.decided', 'original.opened', 'case.viewed', 'anything.new'])
    expect(disclosed('account:x', action)).toBe(false);
  expect(disclosed('account:x', 'case.submission_added')).toBe(true);
});

test('of requests for bundles only this bundle’s is told', () => {
  expect(disclosed('account:x', 'export.requested', own)).toBe(true);
  expect(disclosed('account:x', 'export.requested', other)).toBe(false);
});

test('where a file is restricted, only events of the other files are told', () => {
  const open = new Set([other]);
  expect(disclosed('service:receive', 'file.received', other, open)).toBe(true);
  expect(disclosed('service:receive', 'file.received', own, open)).toBe(false);
  expect(disclosed('witness', 'submission.received', null, open)).toBe(false);
  expect(disclosed('account:x', 'export.requested', own, open)).toBe(true);
});
