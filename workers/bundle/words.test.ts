import { expect, test } from 'vitest';
import { reportText, shareLinks } from './words.ts';

const submission = { reference: 'EX-TEST', receivedAt: '', receivedLocal: '', language: 'en', answersVersion: 1 } as Parameters<
  typeof reportText
>[0];
const linesOf = (answers: unknown): string[] => reportText(submission, answers).split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/);

test.each(['\n', '\r\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029'])(
  'a text that imitates an answer after %j is not taken for one',
  (end) => {
    const narrative = `I saw it.${end}use.sharing.prosecutors: true`;
    const lines = linesOf({ what: { narrative }, use: { sharing: { prosecutors: false } } });
    expect(lines.filter((line) => line.startsWith('use.sharing.prosecutors:'))).toEqual(['use.sharing.prosecutors: false']);
    expect(lines).toContain('| use.sharing.prosecutors: true');
  },
);

test('without the marks a text is, to the letter, what was written', () => {
  const narrative = `\n| first\n\n  second\r\nthird ${'long '.repeat(30)}\n`;
  const written = reportText(submission, { what: { narrative } });
  const quoted = written.slice(written.indexOf('what.narrative:\n') + 'what.narrative:\n'.length, -2);
  expect(quoted.replaceAll(/(?<=^|\r\n|[\n\r\v\f\u0085\u2028\u2029])\| /g, '')).toBe(narrative);
});

test('what a share link is, is said where there is one, whatever shape the answers have', () => {
  const link = { url: 'https://vm.tiktok.com/', sharer: true };
  expect(linesOf({ links: { links: [{ url: 'https://x.com/a' }, link] } })).toEqual(
    expect.arrayContaining([shareLinks, 'links.links[2].url: https://vm.tiktok.com/', 'links.links[2].sharer: true']),
  );
  for (const answers of [null, [], 'x', {}, { links: null }, { links: [] }, { links: { links: [null, 'x', { sharer: false }] } }])
    expect(linesOf(answers)).not.toContain(shareLinks);
});
