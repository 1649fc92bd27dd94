/** An anonymous bystander with a phone, in Spanish: one photo, only what is needed, and nothing of theirs in the phone afterwards. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { formatMonths } from '#app/i18n/formats.ts';
import { sayTerm } from '#app/i18n/terms.ts';
import { textsIn } from '#app/i18n/texts.ts';
import { expect, test } from '#tests/support/browser.ts';
import { finish, readReceipt, sendFiles } from '#tests/support/intake.ts';
import { checkAfter, describeFile, expectEmpty, openWatched, untilReady } from '#tests/support/people.ts';
import { makePhoto } from '#workers/commands/samples/media.ts';

const say = textsIn('es');
const words = 'Dos hombres con máscara bajaron a mi vecino del autobús. canario-palabras';
const caption = 'La camioneta canario-foto';
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'es-US' };

const tap = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).tap();
async function openTask(page: Page, name: string): Promise<void> {
  await fits(page);
  await page.getByRole('link', { name, exact: true }).tap();
  await fits(page);
}
/** Nothing is wider than the phone, and the page is in Spanish. */
async function fits(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  expect(await page.evaluate(() => document.documentElement.scrollWidth), page.url()).toBeLessThanOrEqual(360);
}

for (const javaScriptEnabled of [true, false]) {
  test(`a bystander reports from a phone in Spanish ${javaScriptEnabled ? 'with' : 'without'} JavaScript and leaves nothing in it`, async ({
    browser,
    portal,
  }, info) => {
    const { world, origins } = portal;
    const photo = await makePhoto(info.outputPath(), 'canario-IMG_0042.jpg', { marks: { takenAt: '2026:11:19 08:15:00', make: 'Sample' } });
    const sent = await describeFile(photo);
    const watched = await openWatched(browser, { ...phone, javaScriptEnabled });
    const { context, page } = watched;

    await page.goto(origins.intake);
    await fits(page);
    expect(await context.cookies()).toEqual([]); // who only reads leaves no trace
    await tap(page, say('start.begin'));
    await expect(page.getByRole('heading', { level: 1, name: say('tasks.title') })).toBeVisible();
    expect(await context.cookies()).toMatchObject([{ httpOnly: true, sameSite: 'Strict', expires: -1 }]);

    await openTask(page, say('tasks.what'));
    await page.getByLabel(say('what.narrative')).fill(words);
    await tap(page, say('question.saveToList'));
    await openTask(page, say('tasks.when'));
    const day = page.getByRole('group', { name: say('when.day'), exact: true });
    await day.getByLabel(say('when.day.month'), { exact: true }).selectOption(formatMonths('es')[10] ?? '');
    await day.getByLabel(say('when.day.day'), { exact: true }).fill('19');
    await day.getByLabel(say('when.day.year'), { exact: true }).fill('2026');
    await tap(page, say('question.saveToList'));
    await openTask(page, say('tasks.where'));
    await page.getByLabel(say('where.place')).fill('Av. Roosevelt y calle 82');
    await page.getByLabel(say('where.county'), { exact: true }).selectOption(sayTerm(say, 'county', 'queens'));
    await tap(page, say('question.saveToList'));
    await openTask(page, say('tasks.use'));
    await page.getByLabel(say('use.read')).check();
    await tap(page, say('question.saveToList'));
    await openTask(page, say('tasks.filesPage'));
    await sendFiles(page, photo, { javaScriptEnabled, say });
    await page.getByLabel(say('files.caption')).fill(caption);
    await tap(page, say('files.continue'));
    await expect(page.getByText(say('tasks.ready'))).toBeVisible();
    await page.getByRole('link', { name: say('tasks.submitNow') }).tap();
    await fits(page);
    for (const text of [words, 'Av. Roosevelt y calle 82', '19 de noviembre de 2026', caption, sent.name])
      await expect(page.getByText(text).first()).toBeVisible();
    await page.getByLabel(say('check.truth.general')).check();
    await tap(page, say('check.submit'));

    await expect(page.getByRole('heading', { level: 1, name: say('receipt.title') })).toBeVisible();
    await fits(page);
    const handed = await readReceipt(page);
    await expect(page.getByText(sent.sha256)).toBeVisible();
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: say('receipt.text.passphrase') }).tap();
    expect(await readFile(await (await saved).path(), 'utf8')).toContain(handed.passphrase);
    await tap(page, say('receipt.finish'));
    await expect(page.getByRole('alert')).toContainText(say('receipt.confirm.required'));
    expect(await readReceipt(page)).toEqual(handed); // not lost by forgetting the box
    await finish(page, say);
    await fits(page);
    await expectEmpty(watched, [handed.passphrase, handed.reference, words]);

    await untilReady(portal, handed.reference);
    const [stored] = await world.superSql<{ language: string; answers: Record<string, unknown>; caption: string; sealed: number }[]>`
      select s.language, v.answers, f.caption, (select count(*)::integer from identities where submission_id = s.id) as sealed
      from submissions s join submission_versions v on v.submission_id = s.id join files f on f.submission_id = s.id where s.reference = ${handed.reference}`;
    expect(stored).toMatchObject({
      language: 'es',
      answers: { what: { narrative: words }, when: { date: '2026-11-19' }, where: { county: 'queens' }, contact: { mode: 'anonymous' } },
      caption,
      sealed: 0,
    });
    // Only what was needed was said, and nothing is taken for said that was not.
    expect(Object.keys(stored?.answers ?? {}).toSorted()).toEqual(['contact', 'language', 'truth', 'use', 'v', 'what', 'when', 'where']);
    await checkAfter(portal, { watched, handed, files: [sent], canaries: ['canario-palabras', 'canario-foto', 'canario-IMG_0042'] });
    await context.close();
  });
}
