import type { AppLoadContext } from '@remix-run/node';
import { expect, test } from 'vitest';
import { answersSchema } from '#db/intake/answers.ts';
import { exampleAnswers } from '#tests/support/review.ts';
import { groupsOf, narrativeOf, summarise } from './answers.server.ts';
import { safeReturn, sessionCookie } from './session.server.ts';
import { formatAge, formatBytes, formatTime } from './times.ts';

const over = (secure: boolean) => ({ secure }) as AppLoadContext; // all that a cookie depends on

test('over https the session’s cookie is bound to this host, path and https', () => {
  expect(sessionCookie(over(true), 'token')).toBe('__Host-console=token; Path=/; HttpOnly; SameSite=Strict; Secure');
  expect(sessionCookie(over(false), 'token')).toBe('console=token; Path=/; HttpOnly; SameSite=Strict');
  expect(sessionCookie(over(true), null)).toContain('Max-Age=0');
});

test.each(['/queue', '/queue?view=mine', '/submissions/0192-a?file=2'])('%s is a place to come back to', (to) => {
  expect(safeReturn(to)).toBe(to);
});

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  '/\tevil',
  '/sign-out',
  '/sign-in?to=/',
  'javascript:alert(1)',
  '/a:b',
  null,
  7,
  '',
])('%s is none', (to) => {
  expect(safeReturn(to)).toBe('/');
});

test('times are the office’s, to the character, also where summer time ends', () => {
  expect(formatTime('2026-11-22T04:13:00.000Z')).toBe('Nov 21, 2026, 23:13');
  expect(formatTime('2026-11-01T05:30:09.000Z', { seconds: true })).toBe('Nov 1, 2026, 01:30:09');
  expect(formatTime('2026-07-01T04:00:00.000Z')).toBe('Jul 1, 2026, 00:00');
  expect(formatTime('nonsense')).toBe('unknown');
});

test('ages and sizes have one unit', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  expect(
    ['2026-11-22T11:59:40Z', '2026-11-22T11:15:00Z', '2026-11-20T13:00:00Z', '2026-11-20T12:00:00Z'].map((at) =>
      formatAge(new Date(at), now),
    ),
  ).toEqual(['just now', '45 min', '47 h', '2 days']);
  expect([0, 999, 1500, 10_737_418_240].map(formatBytes)).toEqual(['0 bytes', '999 bytes', '1.5 KB', '11 GB']);
});

test('answers of the form show page by page, with the words that the witness saw', () => {
  expect(summarise(exampleAnswers)).toEqual({
    conduct: ['Refused to identify themselves', 'Face covered'],
    agencies: ['ICE Enforcement and Removal Operations (ERO)'], // beside a named agency, "I don't know" says nothing
    where: 'Brooklyn',
    when: '2026-11-02 14:30',
  });
  expect(narrativeOf(exampleAnswers)).toContain('Two men in masks');
  const groups = groupsOf(exampleAnswers);
  expect(JSON.stringify(groups)).not.toContain('Two men in masks'); // stands above, in its own direction
  const rows = groups.flatMap((group) => group.rows);
  expect(rows.find(({ label }) => label === 'May be shared')?.value).toBe('With other prosecutors');
  expect(rows.find(({ label }) => label === 'Place')).toEqual({ label: 'Place', value: 'Corner of 5th and Main', theirs: true });
  expect(rows.find(({ heading }) => heading === 'Person or group 1')?.value).toContain('ICE Enforcement');
  expect(rows.find(({ label }) => label.startsWith('As an interval'))?.value).toContain('2026-11-02T19:30:00Z to 2026-11-02T19:31:00Z');
});

test('answers of an unknown shape are shown as they are rather than not at all', () => {
  for (const strange of [null, 'text', 7, [], { v: 9 }])
    expect([summarise(strange), narrativeOf(strange), groupsOf(strange)]).toEqual([
      { conduct: [], agencies: [], where: '', when: '' },
      '',
      [],
    ]);
  expect(groupsOf({ later: { newField: ['a', { b: true, c: 2 }] }, plain: 'x' })).toEqual([
    {
      title: 'Later',
      rows: [
        { label: 'NewField', value: 'a', theirs: true },
        { label: 'NewField 2 b', value: 'true', theirs: true },
        { label: 'NewField 2 c', value: '2', theirs: true },
      ],
    },
    { title: 'Plain', rows: [{ label: '', value: 'x', theirs: true }] },
  ]);
});

test('the example of these tests is a report that intake would take', () => {
  expect(answersSchema.safeParse(exampleAnswers).error).toBeUndefined();
});
