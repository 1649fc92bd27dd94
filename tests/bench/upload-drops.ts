/**
 * `upload-drops`: bytes of parts that went over the wire for one file of 512 MiB from Chromium, on a line of 5 MB/s, of which one part in a hundred is reset half way, whose
 * page is killed once and opened again (the witness chooses the file again), and which is gone for 30 seconds, every connection with it. What others send again is all.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readObject } from '#infra/store/objects.ts';
import { atMost, judge, say, type Figure } from '#tests/bench/protocol.ts';
import { firstStored, openFilesPage, writeRandom } from '#tests/bench/upload-sides/in-chromium.ts';
import { openPlainChromium } from '#tests/support/plain-chromium.ts';
import { startProcess } from '#tests/support/processes.ts';
import { effects, openFront } from '#tests/support/s3-front.ts';
import { openWorld, type World } from '#tests/support/world.ts';

const size = 512 * 1024 ** 2;
const partBytes = 5 * 1024 ** 2;

export async function* bench(): AsyncGenerator<Figure> {
  const world = await openWorld({ name: 'drops' });
  const front = await openFront(world.servers.s3.endpoint, { bytesPerSecond: 5_000_000 });
  const browser = await openPlainChromium();
  try {
    const file = path.join(world.folder, 'video.mp4');
    await writeRandom(file, size);
    const intake = await startProcess(world, 'intake', front.environment);
    for (const part of [50, 100]) front.rule({ verb: 'uploadPart', part, times: 1, effect: effects.reset(partBytes / 2) });
    let page = await openFilesPage(browser, intake.origin ?? '');
    const until = async (share: number): Promise<void> => {
      while (front.bytes('uploadPart') < size * share) await wait(200);
      say(`upload-drops: ${Math.round(share * 100)} % went out`);
    };
    await page.choose('#file', [file]);
    await until(0.3);
    page = await page.replace(`${intake.origin}/report/files`);
    await page.choose('#file', [file]);
    await until(0.7);
    front.refuse(true);
    front.cutAll();
    await wait(30_000);
    front.refuse(false);
    const upload = await page.evaluate<string>(firstStored);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    const isSame = (await hashStored(world, upload)) === hash.digest('hex');
    const figure = judge(
      { bench: 'upload-drops', target: atMost(1.05), note: 'one round; a: bytes of parts on the wire, b: of the file' },
      [front.bytes('uploadPart')],
      [size],
    );
    yield isSame ? figure : { ...figure, ok: false, note: 'the stored bytes are not the file’s' };
    await intake.stop();
  } finally {
    await browser.close();
    await front.close();
    await world.close();
  }
}

async function hashStored(world: World, upload: string): Promise<string> {
  const [row] = await world.superSql<
    { key: string; version: string }[]
  >`select object_key as key, version_id as version from uploads where id = ${upload}`;
  const hash = createHash('sha256');
  const { body } = await readObject(world.store('receive'), { bucket: 'quarantine', key: row?.key ?? '', versionId: row?.version ?? '' });
  for await (const chunk of body) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
