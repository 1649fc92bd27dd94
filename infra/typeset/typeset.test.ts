import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileDocument } from './compile.ts';
import { openPress } from './press.ts';
import { typeset } from './typeset.ts';

const at = new Date('2026-03-03T12:00:00.000Z');
const bounds = { milliseconds: 20_000, memoryBytes: 600 * 1024 ** 2 };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'typeset-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let nth = 0;
function template(body: string): string {
  const file = path.join(folder, `${(nth += 1)}.typ`);
  writeFileSync(file, `#let data = json(bytes(sys.inputs.at("data")))\n#set document(title: "x")\n#set text(font: "Noto Sans")\n${body}`);
  return file;
}
function readText(pdf: Uint8Array): string {
  const { stdout, status } = spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
  expect(status).toBe(0);
  return stdout;
}

test('in a process of its own the same data gives the same bytes as here', async () => {
  const document = { template: template('#data.name'), data: { name: 'مقطع অ 中.mp4' }, at };
  const pdf = await typeset(document, bounds);
  expect(Buffer.from(pdf).equals(compileDocument(document))).toBe(true);
  expect(Buffer.from(pdf).toString('latin1')).toMatch(/^%PDF-1\.7/);
});

test('whatever a string holds, it is set as text and never read as markup', async () => {
  const file = template('#data.name\n\nEND');
  const hostile = [
    '#read("/etc/passwd")',
    '$x$ *b* _i_ `raw` <label> @ref',
    '"; #panic("x")',
    '#import "@preview/x:0.1.0"',
    '\\u{41}',
    '= heading',
    '//',
    '/*',
    ']',
  ];
  const text = readText(compileDocument({ template: file, data: { name: hostile.join(' ') }, at }));
  for (const name of hostile) expect(text.replaceAll(/\s+/g, '')).toContain(name.replaceAll(' ', '')); // lines break anywhere
  const many = template('#for name in data.names [#name #parbreak()]\n\nEND');
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 20, maxLength: 20 }), (names) => {
      expect(readText(compileDocument({ template: many, data: { names }, at }))).toContain('END');
    }),
    { numRuns: 2 },
  );
});

test('direction marks, invisible characters and what no font can show are written out', () => {
  const text = readText(compileDocument({ template: template('#data.name'), data: { name: 'IMG_\u202Egpj.exe \u200B \uE000 🎥' }, at }));
  for (const seen of ['IMG_⟨U+202E⟩gpj.exe', '⟨U+200B⟩', '⟨U+E000⟩', '⟨U+1F3A5⟩']) expect(text).toContain(seen);
});

test('our own sentences are set as they are, or the document is not made', async () => {
  const file = template('#data.title.say #data.name');
  const rightToLeft = '\u200Fשלום'; // a mark that a translator needs
  expect(readText(compileDocument({ template: file, data: { title: { say: rightToLeft }, name: 'x' }, at }))).not.toContain('U+200F');
  const unshowable = { template: file, data: { title: { say: 'We have it 🎥' }, name: 'x' }, at };
  expect(() => compileDocument(unshowable)).toThrow(expect.objectContaining({ name: 'FontsMissing' }));
  await expect(typeset(unshowable, bounds)).rejects.toMatchObject({ name: 'FontsMissing' });
});

/** In a chroot nobody may hide a folder; the test above then stands alone. */
const hideFonts = ['--bind', '/', '/', '--dev', '/dev', '--tmpfs', '/usr/share/fonts', '--'];
const canHide = spawnSync('bwrap', [...hideFonts, 'true']).status === 0;

test.runIf(canHide)('without the fonts of a language it says that fonts are missing, instead of a page of code points', () => {
  const child = fileURLToPath(new URL('typeset-child.ts', import.meta.url));
  const input = JSON.stringify({ template: template('#data.title.say'), data: { title: { say: 'আমরা আপনার প্রতিবেদন পেয়েছি' } }, at });
  const { stdout, status } = spawnSync('bwrap', [...hideFonts, process.execPath, child], { input, encoding: 'utf8' });
  expect([status, stdout]).toEqual([3, expect.stringContaining('FontsMissing')]);
});

test('a template that does not fit its data, and a child that cannot answer, are failures with a name', async () => {
  await expect(typeset({ template: template('#data.nothing'), data: {}, at }, bounds)).rejects.toMatchObject({ name: 'DocumentNotMade' });
  await expect(typeset({ template: '/nowhere.typ', data: {}, at }, bounds)).rejects.toMatchObject({ name: 'DocumentNotMade' });
});

const endless = '#for i in range(100000) { for j in range(100000) { } }';

test('one that takes too long is killed, while this process goes on', async () => {
  let beats = 0;
  const heart = setInterval(() => (beats += 1), 20);
  const start = Date.now();
  await expect(typeset({ template: template(endless), data: {}, at }, { ...bounds, milliseconds: 1_000 })).rejects.toThrow('too long');
  clearInterval(heart);
  expect(Date.now() - start).toBeLessThan(3_000);
  expect(beats).toBeGreaterThan(5); // blocked, there would be one
});

test('one that takes too much memory is killed', async () => {
  const greedy = template('#let a = ()\n#for i in range(100000) { a += (i,) * 10000 }');
  await expect(typeset({ template: greedy, data: {}, at }, { milliseconds: 20_000, memoryBytes: 300 * 1024 ** 2 })).rejects.toThrow(
    'memory',
  );
});

test('the process that sets a document has none of our secrets', async () => {
  process.env.CANARY_SECRET = 'canary';
  const running = typeset({ template: template(endless), data: {}, at }, { ...bounds, milliseconds: 1_500 }).catch(() => null);
  await sleep(700);
  const children = spawnSync('pgrep', ['-P', String(process.pid)], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter(Boolean);
  const environments = children.map((pid) => spawnSync('cat', [`/proc/${pid}/environ`], { encoding: 'utf8' }).stdout);
  delete process.env.CANARY_SECRET;
  await running;
  expect(environments.filter((text) => text.includes('LC_ALL=C.UTF-8') && !text.includes('PATH='))).toHaveLength(1);
  expect(environments.filter((text) => text.includes('LC_ALL=C.UTF-8') && !text.includes('PATH=')).join()).not.toMatch(
    /CANARY|EXHIBIT|DATABASE/,
  );
});

test('a press sets as many at once as agreed, in turn, and refuses those after the queue', async () => {
  const press = openPress({ atOnce: 2, waiting: 2 });
  const order: number[] = [];
  let atOnce = 0;
  let most = 0;
  const works = [0, 1, 2, 3, 4].map((work) =>
    press(async () => {
      most = Math.max(most, (atOnce += 1));
      order.push(work);
      await sleep(30);
      atOnce -= 1;
      if (work === 1) throw new Error('broken');
      return work;
    }),
  );
  const outcomes = await Promise.allSettled(works);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'rejected']);
  expect((outcomes[4] as PromiseRejectedResult).reason).toMatchObject({ name: 'PressBusy' });
  expect([order, most]).toEqual([[0, 1, 2, 3], 2]);
  expect(await press(() => Promise.resolve('free again'))).toBe('free again');
});
