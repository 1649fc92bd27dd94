import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { languageCodes } from '#app/i18n/languages.ts';
import { textsIn } from '#app/i18n/texts.ts';
import { compileDocument } from '#infra/typeset/compile.ts';
import { describeFiling, type Filed } from './filed.ts';
import { openSheetPress } from './press.ts';
import { receiptSheet, type Sheet } from './sheet.ts';

const template = fileURLToPath(new URL('sheet.typ', import.meta.url));
const at = new Date('2026-01-03T19:30:05.000Z');
const filed: Filed = { reference: 'EX-7K3M-9QXT', receivedAt: at, zone: 'America/Chicago', head: 'ef'.repeat(32), files: [] };
const secrets = { reference: 'EX-7K3M-9QXT', referenceDigits: '0719 0320 0923 2926', passphrase: null };

function sheetOf(names: readonly string[], code: (typeof languageCodes)[number] = 'en'): Sheet {
  const files = names.map((name, nth) => ({ id: String(nth), name, size: 5, sha256: 'ab'.repeat(32), hashSource: 'device' as const }));
  const say = textsIn(code);
  return receiptSheet(describeFiling({ ...filed, files }, say, code), 'Office', secrets, say, code);
}
function textOf(data: Sheet): string {
  return spawnSync('pdftotext', ['-raw', '-', '-'], { input: compileDocument({ template, data, at }), encoding: 'utf8' }).stdout;
}

test('hostile names stand in the PDF as text, in any direction of the page', () => {
  const names = [
    '#panic(1) $x$ *b* _i_ <l> @r',
    '= Heading',
    '"], "parts": []',
    '{{reference}}',
    'a\u202Eb',
    '',
    '🎥',
    'x'.repeat(500),
    '../../etc/passwd',
    '%n%s',
  ];
  for (const code of ['en', 'ar', 'ur'] as const) {
    const text = textOf(sheetOf(names, code));
    for (const shown of ['#panic(1) $x$ *b* _i_ <l> @r', '= Heading', '{{reference}}', 'a⟨U+202E⟩b', '⟨U+1F3A5⟩', '../../etc/passwd'])
      expect(text, `${code}: ${shown}`).toContain(shown);
    expect(text.replaceAll(/[\s\u200B]/g, '')).toContain(`${'x'.repeat(120)}…`); // a name without a space breaks, and a long one is cut
  }
});

test('times are those of the place where it happened, else of the office, and UTC', () => {
  const say = textsIn('en');
  expect(describeFiling(filed, say, 'en')).toMatchObject({
    local: 'January 3, 2026 at 1:30:05 PM CST (where it happened)',
    utc: 'January 3, 2026 at 7:30:05 PM UTC (world time)',
  });
  expect(describeFiling({ ...filed, zone: null }, say, 'en').local).toBe('January 3, 2026 at 2:30:05 PM EST (at the office)');
});

test('each name has the direction of its own first letter', () => {
  const directions = sheetOf(['مقطع.mp4', '12 مقطع.mp4', 'a مقطع', 'שבת', '123', '視頻.mp4']).parts.flatMap((part) =>
    part.kind === 'name' ? [part.direction] : [],
  );
  expect(directions).toEqual(['rtl', 'rtl', 'ltr', 'rtl', 'ltr', 'ltr']);
});

test('every language makes a PDF', () => {
  for (const code of languageCodes) expect(textOf(sheetOf(['a.jpg'], code)), code).toContain('EX-7K3M-9QXT');
});

test('a report with two hundred files of long names is made within the bounds', async () => {
  const names = Array.from({ length: 200 }, (_, nth) => `${nth} ${'مقطع অ 中 🎥'.repeat(30)}`.slice(0, 500));
  const start = Date.now();
  const pdf = await openSheetPress()('whose', sheetOf(names), at);
  expect(pdf.byteLength).toBeGreaterThan(50_000);
  expect(Date.now() - start).toBeLessThan(30_000);
}, 60_000);

test('one report has one PDF under way, whatever others do', async () => {
  const press = openSheetPress();
  const [first, second, other] = await Promise.allSettled([
    press('a', sheetOf([]), at),
    press('a', sheetOf([]), at),
    press('b', sheetOf([]), at),
  ]);
  expect([first?.status, second?.status, other?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect((second as PromiseRejectedResult).reason).toMatchObject({ name: 'PressBusy' });
  await expect(press('a', sheetOf([]), at)).resolves.toBeDefined();
});
