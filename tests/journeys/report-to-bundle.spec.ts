/** The whole way: a witness reports, workers read, a reviewer decides, a prosecutor takes a bundle away that a stranger can check. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright';
import { expect, test, type Portal } from '#tests/support/browser.ts';
import { signIn } from '#tests/support/console.ts';
import { answerTheRest, answerWhatIsNeeded, handIn, openTask, startReport, type Handed } from '#tests/support/intake.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { makeStaff } from '#tests/support/review.ts';
import { eicar, makeEicarZip, makePhoto, makeVideo } from '#workers/commands/samples/media.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

for (const javaScriptEnabled of [true, false]) {
  test(`a report made ${javaScriptEnabled ? 'with' : 'without'} JavaScript becomes a bundle that anyone can check`, async ({
    browser,
    portal,
  }, info) => {
    const { world, origins } = portal;
    const folder = info.outputPath('files');
    const photo = await makePhoto(await made(folder), 'canary-photo.jpg', {
      marks: { takenAt: '2026:01:03 14:31:00', place: { latitude: 40.7491, longitude: -73.8694 }, make: 'Sample' },
    });
    const video = await makeVideo(folder, 'van.mp4', { seconds: 2 });
    const infected = await makeEicarZip(folder, 'clips.zip');

    const addresses: string[] = [];
    const witness = await browser.newPage({ javaScriptEnabled });
    witness.on('request', (request) => void addresses.push(request.url()));
    await startReport(witness, origins.intake);
    await answerWhatIsNeeded(witness, origins.intake);
    await answerTheRest(witness, origins.intake);
    await openTask(witness, origins.intake, 'Photos, videos and documents');
    await witness.getByLabel('Choose files').setInputFiles([photo, video, infected]);
    if (!javaScriptEnabled) await witness.getByRole('button', { name: 'Send these files' }).click();
    await expect(witness.getByText('Stored', { exact: true })).toHaveCount(3, { timeout: 60_000 });
    const handed = await handIn(witness, origins.intake);
    await witness.close();

    // The reviewer waits on the queue; the page changes by itself when processing ends.
    const reviewer = await makeStaff(world, ['reviewer']);
    const desk = await (await browser.newContext()).newPage();
    desk.on('request', (request) => void addresses.push(request.url()));
    await signIn(desk, world, reviewer);
    await desk.goto(`${origins.review}/queue`);
    await desk.getByRole('row').filter({ hasText: handed.reference }).getByRole('link').click({ timeout: 90_000 });
    await expect(desk.getByText('Malware found').first()).toBeVisible({ timeout: 30_000 });
    await expect(desk.locator('.filmstrip img')).toHaveCount(2); // photo and poster; none of the archive
    await expect(desk.getByText('They drove off in a grey van.')).toBeVisible();
    await expect(desk.getByText('canary@example.org')).toHaveCount(0);
    await picturesLoad(desk);
    await desk.getByRole('link', { name: /clips\.zip/ }).click();
    await expect(desk.getByText('can be opened by a lead only')).toBeVisible();
    await desk.getByRole('button', { name: 'Claim' }).click();
    await expect(desk.getByText('You have it')).toBeVisible();
    await desk.getByLabel('Accept', { exact: false }).first().check();
    await desk.getByLabel('Reason', { exact: true }).selectOption({ index: 1 });
    await desk.getByRole('button', { name: 'Save decision' }).click();
    await expect(desk.getByRole('heading', { name: 'Decide again' })).toBeVisible();

    const prosecutor = await makeStaff(world, ['prosecutor']);
    const lead = await makeStaff(world, ['lead']);
    const office = await (await browser.newContext()).newPage();
    await signIn(office, world, lead);
    await office.goto(`${origins.review}/cases`);
    await office.getByLabel('Title').fill('Bus stop, January');
    await office.getByRole('button', { name: 'Open', exact: true }).click();
    await office.getByLabel('Add a report by its reference').fill(handed.reference);
    await office.getByRole('button', { name: 'Add' }).first().click();
    await expect(office.getByRole('link', { name: handed.reference })).toBeVisible();
    await office.getByLabel('Add a person by e-mail').fill(prosecutor.email);
    await office.getByRole('button', { name: 'Add' }).last().click();
    await expect(office.getByText(prosecutor.email)).toBeVisible();
    const address = office.url();

    const counsel = await (await browser.newContext({ acceptDownloads: true })).newPage();
    await signIn(counsel, world, prosecutor);
    await counsel.goto(address);
    await counsel.getByLabel('For whom').fill('District attorney');
    await counsel.getByRole('button', { name: 'Ask for the bundle' }).click();
    await expect(counsel.getByText('Ready', { exact: true })).toBeVisible({ timeout: 90_000 });
    await counsel.getByRole('button', { name: 'Get the bundle' }).click();
    const coming = counsel.waitForEvent('download');
    await counsel.getByRole('link', { name: /Download bundle/ }).click();
    const zip = path.join(folder, 'bundle.zip');
    await (await coming).saveAs(zip);

    await strangerChecks(zip, folder);
    await originalsAreInIt(folder, [photo, video]);
    await nothingOfThemOutside(portal, handed, addresses);
    await Promise.all([desk, office, counsel].map((page) => page.context().close()));
  });
}

async function made(folder: string): Promise<string> {
  await run('mkdir', ['-p', folder]);
  return folder;
}

/** Small pictures come from the evidence host, decoded by the browser itself. */
async function picturesLoad(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page
        .locator('.filmstrip img')
        .evaluateAll((images) => images.every((image) => image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0)),
    )
    .toBe(true);
}

/** With nothing of ours but the ZIP: the distribution's tools, then our own checker; and one flipped byte is noticed. */
async function strangerChecks(zip: string, folder: string): Promise<void> {
  await run('unzip', ['-tq', zip]);
  await run('unzip', ['-q', zip, '-d', path.join(folder, 'bag')]);
  const { stdout: bags } = await run('ls', [path.join(folder, 'bag')]);
  const bag = path.join(folder, 'bag', bags.trim());
  await run('sha256sum', ['--quiet', '-c', 'manifest-sha256.txt'], { cwd: bag });
  await run('sha256sum', ['--quiet', '-c', 'tagmanifest-sha256.txt'], { cwd: bag });
  await run(process.execPath, ['workers/commands/verify.ts', zip], { cwd: root });
  const bytes = await readFile(zip);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  await writeFile(`${zip}.flipped`, bytes);
  await expect(run(process.execPath, ['workers/commands/verify.ts', `${zip}.flipped`], { cwd: root })).rejects.toMatchObject({ code: 1 });
}

async function originalsAreInIt(folder: string, originals: string[]): Promise<void> {
  const { stdout } = await run('sh', ['-c', 'find bag -path "*NATIVES*" -type f -exec sha256sum {} +'], { cwd: folder });
  const inside = new Set(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.slice(0, 64)),
  );
  for (const original of originals) {
    const { stdout: hash } = await run('sha256sum', [original]);
    expect(inside).toContain(hash.slice(0, 64));
  }
  expect(inside.size).toBe(originals.length); // the infected one stays out, and is listed
  const { stdout: exceptions } = await run('sh', ['-c', 'cat bag/*/metadata/exceptions.json'], { cwd: folder });
  expect(exceptions).toContain('infected');
  const { stdout: everything } = await run('sh', ['-c', 'cat $(find bag -type f)'], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
    encoding: 'latin1',
  });
  expect(everything).not.toContain(eicar());
}

async function nothingOfThemOutside({ world, processes }: Portal, handed: Handed, addresses: string[]): Promise<void> {
  const all = Object.values(processes);
  const metrics = await Promise.all(all.map(async ({ privateOrigin }) => (await fetch(`${privateOrigin}/metrics`)).text()));
  await checkInvariants(world, {
    acknowledged: [{ reference: handed.reference }],
    canaries: ['canary@example.org', 'Canary Witness', 'canary-photo', 'grey van', handed.passphrase, handed.reference],
    outputs: [...all.map((running) => running.logs()), ...metrics, addresses.join('\n')],
  });
}
