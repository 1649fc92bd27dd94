import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parsedMetadata } from '#db/media/parsed.ts';
import { openSandbox } from '#infra/sandbox/ladder.ts';
import type { Sandbox } from '#infra/sandbox/run.ts';
import { makePhoto, makeVideo } from '#workers/commands/samples/media.ts';
import { pictureTypes, renderPictures, takeFrame } from '#workers/derive/pictures.ts';
import { demuxerOf } from '#workers/media/tools.ts';
import { readWithExiftool } from './exiftool.ts';
import { readWithFfprobe } from './ffprobe.ts';

let folder: string;
let sandbox: Sandbox;
const { signal } = new AbortController();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exhibit-inspect-'));
  sandbox = await openSandbox();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('what a file says with HTML, terminal escapes and NUL in its tags is kept as text', async () => {
  const hostile = '<script>alert(1)</script>\u001b[31m\u202e';
  const photo = await makePhoto(folder, 'hostile.jpg', { width: 64, height: 64, marks: { make: hostile, software: '-exec $(reboot)' } });
  const read = await readWithExiftool(sandbox, photo, signal);
  if (read.outcome !== 'read') throw new Error('not read');
  expect(read.reading.parsed.make).toBe(hostile);
  expect(parsedMetadata.safeParse(read.reading.parsed).success).toBe(true);
});

test('a file named like an option is only ever the input', async () => {
  const photo = await makePhoto(folder, 'plain.jpg', { width: 64, height: 64 });
  const option = join(folder, '-o=x.jpg');
  await writeFile(option, await readFile(photo));
  expect((await readWithExiftool(sandbox, option, signal)).outcome).toBe('read');
});

test('nothing that ExifTool does not know is a failure, not even nothing at all', async () => {
  for (const [name, bytes] of [
    ['empty', Buffer.alloc(0)],
    ['noise', Buffer.from('\u0000\u0001 just noise')],
  ] as const) {
    const path = join(folder, name);
    await writeFile(path, bytes);
    const read = await readWithExiftool(sandbox, path, signal);
    if (read.outcome !== 'read') throw new Error(`${name} was not read`);
    expect(read.reading.parsed.warnings.length, name).toBeGreaterThan(0);
  }
});

test('a playlist that points at a file of this machine is not followed, whatever it calls itself', async () => {
  const path = join(folder, 'list.mp4');
  await writeFile(path, '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n');
  expect((await readWithFfprobe(sandbox, path, 'mov', signal)).outcome).toBe('failed');
  expect((await takeFrame(sandbox, path, 'mov', signal)).outcome).toBe('failed');
});

test('a cut-off video fails as a value', async () => {
  const whole = await readFile(await makeVideo(folder, 'whole.mp4', { seconds: 1, index: 'end' }));
  const path = join(folder, 'cut.mp4');
  await writeFile(path, whole.subarray(0, whole.length / 2));
  expect((await readWithFfprobe(sandbox, path, 'mov', signal)).outcome).toBe('failed');
});

test('formats whose loaders are shut are not decoded, though the library could', async () => {
  const path = join(folder, 'drawing.jpg');
  await writeFile(path, '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>');
  expect((await renderPictures(sandbox, path, [{ kind: 'thumbnail', edge: 320 }], signal)).outcome).toBe('failed');
});

const samples = process.env.EVIDENCE_SAMPLES;
test.skipIf(!samples)(
  `real files each end in a state${samples ? '' : ' (skipped: EVIDENCE_SAMPLES names no folder)'}`,
  { timeout: 120_000 },
  async () => {
    const names = (await readdir(samples ?? '', { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).slice(0, 60);
    const table: Record<string, string[]> = {};
    for (const entry of names) {
      const path = join(entry.parentPath, entry.name);
      const type = (await fileTypeFromBuffer(await readFile(path)))?.mime ?? 'application/octet-stream';
      const media = demuxerOf(type);
      table[entry.name] = [
        (await readWithExiftool(sandbox, path, signal)).outcome,
        ...(media ? [(await readWithFfprobe(sandbox, path, media.demuxer, signal)).outcome] : []),
        ...(pictureTypes.has(type) ? [(await renderPictures(sandbox, path, [{ kind: 'thumbnail', edge: 320 }], signal)).outcome] : []),
      ];
    }
    expect(names.length).toBeGreaterThan(0);
    expect(Object.entries(table).filter(([, states]) => states.includes('failed'))).toEqual([]);
  },
);
