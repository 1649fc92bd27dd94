/**
 * `npm run screens`: a picture of every page of both surfaces, narrow and wide, into `infra/docs/screens/`. For people who judge the pages, and for the README.
 * Everything in them is made up. It runs a whole installation, so it needs the servers that EXHIBIT_SERVERS names (the npm script raises them).
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { processGroups } from '#infra/local/environments.mjs';
import { openBrowser } from '#tests/support/browser.ts';
import { startProcesses } from '#tests/support/processes.ts';
import { openWorld } from '#tests/support/world.ts';
import { makeEicarZip, makePhoto, makeText, makeVideo } from '#workers/commands/samples/media.ts';
import { publicPages } from '#tests/accessibility/public-pages.ts';
import { openCamera } from './camera.ts';
import { walkFollow, walkIntake, walkStatement, walkWithoutScript } from './intake-walk.ts';
import { walkReview } from './review-walk.ts';
import { walkSettings } from './settings-walk.ts';

const largest = 8_000_000; // bytes of the whole set: it lies in the repository
/** What the README shows: the tops of three of them. */
const covers = {
  'intake.png': 'intake/01-start-1280.png',
  'review.png': 'review/03-submission-1280.png',
  'bundle.png': 'review/07-bundle-1280.png',
};
const folder = fileURLToPath(new URL('../../infra/docs/screens', import.meta.url));

await rm(folder, { recursive: true, force: true });
const [intake, review] = [
  await openCamera(path.join(folder, 'intake'), { tallest: 4000, colours: 16 }),
  await openCamera(path.join(folder, 'review'), { tallest: 2400, colours: 32 }),
];
const world = await openWorld({ name: 'screens' });
const browser = await openBrowser();
try {
  await startProcesses(world, processGroups);
  await walkWithoutScript(browser, world, intake);
  await walkStatement(world, intake);
  const handed = await walkIntake(browser, world, intake, await makeFiles(path.join(world.folder, 'files')));
  await walkReview(browser, world, review, handed);
  await walkSettings(browser, world, review);
  await walkFollow(browser, world, intake, handed);
} finally {
  await browser.close();
  await world.close();
}
for (const [name, picture] of Object.entries(covers)) {
  const { width, height } = { width: 1280, height: 900 };
  await sharp(path.join(folder, picture))
    .extract({ left: 0, top: 0, width, height })
    .png({ palette: true, dither: 0 })
    .toFile(path.join(folder, name));
}
const missing = publicPages.filter(({ path: page }) => !intake.taken().has(page)).map(({ path: page }) => page);
if (missing.length > 0) throw new Error(`no picture of ${missing.join(', ')}`);
const bytes = intake.written() + review.written();
process.stdout.write(`${(bytes / 1e6).toFixed(1)} MB\n`);
if (bytes > largest) throw new Error(`the pictures are larger than ${largest / 1e6} MB together`);

async function makeFiles(at: string): Promise<string[]> {
  const takenAt = '2026:01:03 14:31:00';
  return [
    await makePhoto(at, 'IMG_2041.jpg', {
      marks: { takenAt, place: { latitude: 40.7491, longitude: -73.8694 }, make: 'Sample', model: 'One' },
    }),
    await makeVideo(at, 'grey van leaving.mp4', { seconds: 2, marks: { takenAt } }),
    await makeEicarZip(at, 'clips.zip'),
    await makeText(
      at,
      'a-very-long-file-name-without-any-space-as-phones-and-chat-apps-like-to-make-them-20260103-143100.txt',
      'Plate seen: ABC 1234\n',
    ),
  ];
}
