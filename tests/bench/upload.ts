/**
 * `upload`: 256 MiB to the same gateway, from the page cache, with the same part size, the same number of parts on their way and the same signed hashes.
 * Our core in Node, whole way (create, sign, parts, complete by the real intake process, part and whole-file hashes in one read), against the SDK's own uploader and against
 * tus; the page in Chromium against a script in it that hashes nothing. Beside it the intake process' time on the processor, against the time that the file takes on a line of
 * 50 MB/s, which is faster than any phone's: over loopback, where a part of 5 MiB takes 20 ms, the answer about it is a tenth of that.
 */
import { randomBytes } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { atLeast, atMost, compare, judge, seconds, type Figure } from '#tests/bench/protocol.ts';
import { hashFile, sendByPage, sendWithoutHashing } from '#tests/bench/upload-sides/in-chromium.ts';
import { sendByLibStorage } from '#tests/bench/upload-sides/lib-storage.ts';
import { clearUpload, sendByOurCore } from '#tests/bench/upload-sides/our-core.ts';
import { openTus } from '#tests/bench/upload-sides/tus.ts';
import { openPlainChromium } from '#tests/support/plain-chromium.ts';
import { processorSeconds } from '#tests/support/process-figures.ts';
import { startProcess } from '#tests/support/processes.ts';
import { openFront } from '#tests/support/s3-front.ts';
import { openWorld, type World } from '#tests/support/world.ts';

const MiB = 1024 ** 2;
const size = 256 * MiB;

export async function* bench(): AsyncGenerator<Figure> {
  const world = await openWorld({ name: 'upload' });
  const file = { path: path.join(world.folder, 'video.mp4'), size };
  const rate = (taken: number): number => size / MiB / taken;
  try {
    const intake = await startProcess(world, 'intake');
    const origin = intake.origin ?? '';
    await writeFile(file.path, randomBytes(size));
    const handle = await open(file.path);
    const browser = await openPlainChromium();
    const tus = await openTus(world, size);
    const ours = async (): Promise<number> => {
      let upload = '';
      const taken = await seconds(async () => (upload = await sendByOurCore(origin, { handle, size })));
      await clearUpload(world, upload);
      return rate(taken);
    };
    const inPage = async (measure: () => Promise<{ seconds: number; upload: string }>): Promise<number> => {
      const measured = await measure();
      await clearUpload(world, measured.upload);
      return rate(measured.seconds);
    };
    try {
      yield await compare({
        bench: 'upload',
        a: { what: 'our uploader, MiB/s', measure: ours },
        b: { what: 'lib-storage, MiB/s', measure: async () => rate(await seconds(() => sendByLibStorage(world, file))) },
        target: atLeast(0.9),
        note: 'A also signs over HTTP, hashes the whole file and records custody',
      });
      yield await compare({
        bench: 'upload-tus',
        a: { what: 'our uploader, MiB/s', measure: ours },
        b: { what: 'tus, MiB/s', measure: async () => rate(await seconds(() => tus.send(file))) },
        target: atLeast(1.6),
        note: 'tus hashes nothing',
      });
      const hashes = await hashFile(handle, size);
      yield await compare({
        bench: 'upload-chromium',
        a: { what: 'the page, MiB/s', measure: () => inPage(() => sendByPage(browser, origin, file.path)) },
        b: { what: 'without hashing, MiB/s', measure: () => inPage(() => sendWithoutHashing(browser, origin, { ...file, hashes })) },
        target: atLeast(0.85),
      });
    } finally {
      await tus.close();
      await browser.close();
      await handle.close();
      await intake.stop();
    }
    yield await measureProcessor(world, file);
  } finally {
    await world.close();
  }
}

async function measureProcessor(world: World, file: { path: string; size: number }): Promise<Figure> {
  const front = await openFront(world.servers.s3.endpoint);
  const handle = await open(file.path);
  try {
    const intake = await startProcess(world, 'intake', { S3_PUBLIC_ENDPOINT: front.endpoint });
    const send = async () => clearUpload(world, await sendByOurCore(intake.origin ?? '', { handle, size: file.size }));
    for (let warm = 0; warm < 3; warm += 1) await send(); // what is compiled once belongs to no file
    front.limit(50_000_000);
    const web: number[] = [];
    const took: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      const before = await processorSeconds(intake.pid);
      took.push(await seconds(send));
      web.push((await processorSeconds(intake.pid)) - before);
    }
    await intake.stop();
    const note = 'a: seconds of the intake process on the processor, b: of the transfer';
    return judge({ bench: 'upload-web-processor', target: atMost(0.02), note }, web, took);
  } finally {
    await handle.close();
    await front.close();
  }
}
