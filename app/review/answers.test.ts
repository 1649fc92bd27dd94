import { expect, test } from 'vitest';
import { describeDeclared } from './answers.server.ts';

test('what was said about a file is read in words, a statement is told from evidence, and what no schema knows is not lost', () => {
  const rows = describeDeclared({
    role: 'evidence',
    recordedBy: 'stranger',
    made: 'May 12',
    device: 'a doorbell',
    edited: 'no',
    chatApp: 'unknown',
  });
  expect(rows.map(({ value }) => value)).toEqual(['Someone I do not know', 'May 12', 'a doorbell', 'No', 'I don’t know']);
  expect(rows.every(({ label }) => /^[A-Z]/.test(label))).toBe(true);
  expect(describeDeclared({ role: 'statement' })).toEqual([
    { label: 'What it is', value: 'The witness’s own account, instead of writing' },
  ]);
  expect(describeDeclared({ role: 'evidence' })).toEqual([]);
  expect(describeDeclared({ of: { another: 'time' } })).toEqual([{ label: 'Of another', value: 'time', theirs: true }]);
  expect(describeDeclared(null)).toEqual([]);
});
