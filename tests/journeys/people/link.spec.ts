/** Someone who only has a link to a post of a stranger's: no file, a date and a place that they only guess. */
import { textsIn } from '#app/i18n/texts.ts';
import { expect, test } from '#tests/support/browser.ts';
import { fillDay, finish, handIn, openTask, save, startReport } from '#tests/support/intake.ts';
import { checkAfter, expectEmpty, openDesk, openWatched, untilReady } from '#tests/support/people.ts';

const say = textsIn('en');
const url = 'https://www.tiktok.com/@canary.poster/video/7300000000000000001?is_from_webapp=1';
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
    await page.getByLabel('Link', { exact: true }).fill(`Watch this! ${url} #bus`);
    await page.getByLabel('Who posted it?').fill('@canary.poster');
    await page.getByRole('group', { name: 'Who recorded it?' }).getByLabel('Someone I do not know').check();
    await page.getByLabel('What does it show?').fill('Men pull someone off a bus');
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
    for (const text of [url, 'TikTok', '@canary.poster', 'Someone I do not know', 'Men pull someone off a bus'])
      await expect(about('Links to posts')).toContainText(text);
    await expect(about('Links to posts')).not.toContainText('Watch this');
    await expect(page.locator('a[href*="tiktok"]')).toHaveCount(0); // nobody is led there by mistake
    await expect(about('Files')).toContainText('No files');
    const handed = await handIn(page, origins.intake, say('notice.truth.found'));
    await expect(page.getByRole('heading', { name: say('receipt.files') })).toHaveCount(0);
    await finish(page);
    await expectEmpty(watched, [handed.passphrase, handed.reference, url]);

    const id = await untilReady(portal, handed.reference);
    const [stored] = await world.superSql<{ answers: object; files: number }[]>`
      select answers, (select count(*)::integer from files where submission_id = ${id}) as files from submission_versions where submission_id = ${id}`;
    expect(stored).toMatchObject({
      answers: {
        part: { role: 'found', present: 'no' },
        when: { date: '2026-11-10', about: true, dayPart: 'evening' },
        where: { form: 'landmark', county: 'unknown' },
        links: {
          links: [{ url, platform: 'tiktok', postedBy: '@canary.poster', recordedBy: 'stranger', about: 'Men pull someone off a bus' }],
        },
        contact: { mode: 'anonymous' },
      },
      files: 0,
    });
    const desk = await openDesk(browser, portal);
    await desk.goto(`${origins.review}/submissions/${id}`);
    await expect(desk.getByText(url)).toBeVisible();
    await expect(desk.getByText('No files came with this report.')).toBeVisible();
    await desk.context().close();
    await checkAfter(portal, { watched, handed, canaries: ['canary-found', 'canary.poster'] });
    await context.close();
  });
}
