import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { makeBundle } from '#tests/support/bundle.ts';
import { describeExceptions, describeTools } from '../describe.ts';
import { compileDocument } from '#infra/typeset/compile.ts';
import { startHere, type StartHere } from './start-here.ts';
import { startHereDocument, typesetStartHere } from './typeset.ts';

const at = new Date('2026-03-03T12:00:00.000Z');
const renderStartHere = (data: StartHere, date: Date): Uint8Array => compileDocument(startHereDocument(data, date));

function render(names: readonly string[]): Uint8Array {
  const { contents } = makeBundle(names.map((name) => ({ name, bytes: Buffer.from(name) })));
  const exceptions = describeExceptions(contents);
  return renderStartHere(
    startHere(contents, {
      folder: 'CASE-2026-000123_EXP-0007',
      requestedAt: at,
      beside: { files: 3, bytes: 5 },
      exceptions,
      fingerprint: 'ab'.repeat(32),
    }),
    at,
  );
}

/** The document's text as a reader's own program finds it. */
function readText(pdf: Uint8Array): string {
  const { stdout, status } = spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
  expect(status).toBe(0);
  return stdout;
}

test('the document is tagged, searchable PDF/A with page x of y on every page', () => {
  const pdf = render(Array.from({ length: 12 }, (_, index) => `IMG_${index}.jpg`));
  const bytes = Buffer.from(pdf).toString('latin1');
  expect(bytes.startsWith('%PDF-1.7')).toBe(true);
  expect(bytes).toMatch(/\/MarkInfo/);
  const pages = readText(pdf).split('\f').slice(0, -1);
  expect(pages.length).toBeGreaterThan(2);
  for (const [index, page] of pages.entries())
    expect(page).toMatch(new RegExp(`CASE-2026-000123_EXP-0007.*page ${index + 1} of ${pages.length}`));
});

test('hostile names are shown as text: markup stays markup, control and direction marks are written out', () => {
  const text = readText(render(['#read("/etc/passwd") $x$ *b* <label> @ref', 'IMG_\u202Egpj.exe', 'line\nbreak']));
  expect(text).toContain('#read("/etc/passwd") $x$ *b* <label> @ref');
  expect(text).toContain('IMG_⟨U+202E⟩gpj.exe');
  expect(text).toContain('line⟨U+000A⟩break');
});

test('no name can stop a bundle: what no font can show is written out', () => {
  const awkward = [
    '🎥😀',
    '\uE000',
    '\u0378',
    '\u{10FFFF}',
    '𒀀𓀀',
    'e\u0301\u0301\u0301',
    '"\\u{41}`',
    'a'.repeat(2000),
    'ꙮ\u{1F468}\u200D\u{1F469}',
    '\uFFFD',
  ];
  const text = readText(render(awkward));
  expect(text).toContain('⟨U+1F3A5⟩⟨U+1F600⟩');
  expect(text).toContain('⟨U+E000⟩');
});

test('names of characters from all over Unicode are typeset', () => {
  const names = Array.from({ length: 24 }, (_, block) =>
    Array.from({ length: 64 }, (_unused, index) => 0x20 + block * 0x2000 + index * 0x7d)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code))
      .join(''),
  );
  expect(readText(render(names))).toContain('EVP00000024');
});

test('the same data gives the same bytes', () => {
  const { contents } = makeBundle([{ name: 'مقطع অ 中.mp4', bytes: Buffer.from('x') }]);
  const exceptions = describeExceptions(contents);
  const data = startHere(contents, { folder: 'F', requestedAt: at, beside: { files: 1, bytes: 1 }, exceptions, fingerprint: 'ab' });
  expect(Buffer.from(renderStartHere(data, at)).equals(renderStartHere(structuredClone(data), at))).toBe(true);
});

test('nothing in the document says more than is known', () => {
  const text = readText(render(['a.jpg']));
  expect(text).not.toMatch(/authentic|\bverified\b|admissible|\bfake\b|genuine/i);
});

test('in its own process it makes the same document, and a document that cannot be made is a named failure', async () => {
  const { contents } = makeBundle([{ name: 'a.jpg', bytes: Buffer.from('x') }]);
  const data = startHere(contents, {
    folder: 'F',
    requestedAt: at,
    beside: { files: 1, bytes: 1 },
    exceptions: describeExceptions(contents),
    fingerprint: 'ab',
  });
  expect(Buffer.from(await typesetStartHere(data, at)).equals(renderStartHere(data, at))).toBe(true);
  await expect(typesetStartHere({ ...data, chains: [{ subject: 's', hash: 'h' } as never] }, at)).rejects.toMatchObject({
    name: 'DocumentNotMade',
  });
});

test('tools.json names the typesetter that is installed', async () => {
  const { version } = JSON.parse(
    await readFile(new URL('../../../node_modules/@myriaddreamin/typst-ts-node-compiler/package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  expect(JSON.stringify(describeTools(makeBundle([]).contents, [], []))).toContain(`(typst-ts-node-compiler ${version})`);
});
