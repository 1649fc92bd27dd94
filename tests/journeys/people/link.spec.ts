/** Someone who only has a link to a post of a stranger's: no file, a date and a place that they only guess. */
import path from 'node:path';
import { textsIn } from '#app/i18n/texts.ts';
import { linksIdentity } from '#db/intake/identity.ts';
import { keyFiles } from '#infra/local/environments.mjs';
import { loadSealingPrivateKey, openIdentity } from '#infra/vault/open.ts';
import { expect, test } from '#tests/support/browser.ts';
import { fillDay, finish, handIn, openTask, save, startReport } from '#tests/support/intake.ts';
import type { World } from '#tests/support/world.ts';
import { checkAfter, expectEmpty, openDesk, openWatched, untilReady } from '#tests/support/people.ts';

const say = textsIn('en');
const url = 'https://www.tiktok.com/@canary.poster/video/7300000000000000001';
/** What the app adds: whose account shared it. */
const marked = `${url}?_r=1&u_code=canary-account`;
const shareLink = 'https://vm.tiktok.com/canary-share/';
const narrative = 'I found a video of men in vests at a bus stop. canary-found';

for (const javaScriptEnabled of [true, false]) {
  test(`someone hands in nothing but a link to a post ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async ({
    browser,
    portal,
  }) => {
    const { world, origins } = portal;
    const watched = await openWatched(browser, { javaScriptEnabled });
    const { context, page } = watched;
    await startReport(page, origins.intake);
    await openTask(page, origins.intake, 'Your part');
    await page.getByLabel('I found this material').check();
    await page.getByRole('group', { name: 'Were you there yourself?' }).getByLabel('No', { exact: true }).check();
    await save(page);
    await page.getByLabel('Tell us what you saw').fill(narrative);
    await save(page);
    await openTask(page, origins.intake, 'When it happened');
    await fillDay(page, 'Date', { month: 'November', day: '10', year: '2026' });
    await page.getByLabel('This date is my best guess').check();
    await page.getByLabel('Evening').check();
    await save(page);
    await page.getByLabel('A place that people know').check();
    await page.getByLabel('Address, street corner').fill('Some bus stop near Sunset Park');
    await page.getByLabel('Borough or county').selectOption('I don’t know');
    await save(page);
    await openTask(page, origins.intake, 'Links to posts');
    // As the app shares it: with words around it.
    await expect(page.getByText(say('links.cleaned'))).toBeVisible();
    await page.getByLabel('Link', { exact: true }).fill(`Watch this! ${marked} #bus`);
    await page.getByLabel('Who posted it?').fill('@canary.poster');
    await page.getByLabel('When did you see it there?').fill('Last Friday evening');
    await page.getByRole('group', { name: 'Who recorded it?' }).getByLabel('Someone I do not know').check();
    await page.getByLabel('What does it show?').fill('Men pull someone off a bus');
    await page.getByRole('button', { name: say('links.add') }).click();
    const second = page.getByRole('group', { name: 'Link 2' });
    await second.getByLabel('Link', { exact: true }).fill(shareLink);
    // Beside a link it could not be sealed: said there, and nothing that was typed is lost.
    await second.getByLabel('Who posted it?').fill(`someone, ${shareLink}`);
    await save(page);
    await expect(page.getByRole('alert')).toContainText(say('links.share.here'));
    await expect(second.getByLabel('Who posted it?')).toHaveValue(`someone, ${shareLink}`);
    await second.getByLabel('Who posted it?').fill('');
    await save(page);
    await openTask(page, origins.intake, 'What we may do with your report');
    await page.getByLabel('I have read this').check();
    await save(page);

    await page.goto(`${origins.intake}/report/check`);
    const about = (group: string) => page.getByRole('region', { name: group });
    await expect(about('Your part')).toContainText('I found this material');
    await expect(about('When it happened')).toContainText('about November 10, 2026, Evening');
    await expect(about('Where it happened')).toContainText('Some bus stop near Sunset Park');
    await expect(about('Where it happened')).toContainText('I don’t know');
    const said = [url, 'TikTok', '@canary.poster', 'Last Friday evening', 'Someone I do not know', 'Men pull someone off a bus'];
    for (const text of [...said, say('label.links.sharer.sealed'), say('links.cleaned'), say('links.sealed')])
      await expect(about('Links to posts')).toContainText(text);
    for (const left of ['Watch this', 'canary-account', 'canary-share']) await expect(about('Links to posts')).not.toContainText(left);
    await expect(page.locator('a[href*="tiktok"]')).toHaveCount(0); // nobody is led there by mistake
    await expect(about('Files')).toContainText('No files');
    const handed = await handIn(page, origins.intake, say('notice.truth.found'));
    await expect(page.getByRole('heading', { name: say('receipt.files') })).toHaveCount(0);
    await finish(page);
    await expectEmpty(watched, [handed.passphrase, handed.reference, url, 'canary-account']);

    const id = await untilReady(portal, handed.reference);
    const [stored] = await world.superSql<{ answers: object; files: number }[]>`
      select answers, (select count(*)::integer from files where submission_id = ${id}) as files from submission_versions where submission_id = ${id}`;
    expect(stored).toMatchObject({
      answers: {
        part: { role: 'found', present: 'no' },
        when: { date: '2026-11-10', about: true, dayPart: 'evening' },
        where: { form: 'landmark', county: 'unknown' },
        links: {
          links: [
            {
              url,
              platform: 'tiktok',
              postedBy: '@canary.poster',
              seen: 'Last Friday evening',
              recordedBy: 'stranger',
              about: 'Men pull someone off a bus',
            },
            { url: 'https://vm.tiktok.com/', platform: 'tiktok', sharer: true },
          ],
        },
        contact: { mode: 'anonymous' },
      },
      files: 0,
    });
    expect(JSON.stringify(stored)).not.toMatch(/canary-(account|share)/);
    expect(await openSealedLinks(world, id)).toEqual([
      { entry: 1, url: marked },
      { entry: 2, url: shareLink },
    ]);
    const desk = await openDesk(browser, portal);
    await desk.goto(`${origins.review}/submissions/${id}`);
    await expect(desk.getByText(url)).toBeVisible();
    for (const text of ['No identity given', 'Sealed: links as they were given', say('label.links.sharer.sealed'), 'Last Friday evening'])
      await expect(desk.locator('main')).toContainText(text);
    await expect(desk.locator('main')).not.toContainText(/canary-(account|share)/);
    await expect(desk.getByText('No files came with this report.')).toBeVisible();
    await desk.context().close();
    await checkAfter(portal, { watched, handed, canaries: ['canary-found', 'canary.poster', 'canary-account', 'canary-share'] });
    await context.close();
  });
}

/** With the office's key, as the console will. */
async function openSealedLinks(world: World, submissionId: string) {
  const [row] = await world.superSql<{ sealed: Buffer; wrapped: Buffer }[]>`
    select i.sealed, k.wrapped from identities i join keys.data_keys k using (submission_id) where submission_id = ${submissionId} and i.kind = 'links'`;
  if (!row) throw new Error('no links are sealed');
  const key = await loadSealingPrivateKey(path.join(world.installation.keys, keyFiles.sealingPrivate), 'test');
  return linksIdentity.parse(await openIdentity(key, { submissionId, kind: 'links', ...row })).links;
}
