/** Someone who has just handed in, looks at the follow-up page in the same browser and closes it: the page says that the browser holds nothing, so it must not. */
import { textsIn } from '#app/i18n/texts.ts';
import { expect, test } from '#tests/support/browser.ts';
import { answerWhatIsNeeded, follow, handIn, startReport } from '#tests/support/intake.ts';
import { expectEmpty, openWatched } from '#tests/support/people.ts';

const say = textsIn('en');

for (const javaScriptEnabled of [true, false]) {
  test(`closing the follow-up page ${javaScriptEnabled ? 'with' : 'without'} JavaScript leaves no way to the passphrase in the browser that handed in`, async ({
    browser,
    portal,
  }) => {
    const origin = portal.origins.intake;
    const watched = await openWatched(browser, { javaScriptEnabled });
    const { context, page } = watched;
    await startReport(page, origin);
    await answerWhatIsNeeded(page, origin);
    const handed = await handIn(page, origin);
    await follow(page, origin, handed);
    await page.getByRole('button', { name: say('follow.leave') }).click();
    await expect(page.getByText(say('follow.closed'))).toBeVisible();
    await page.goto(`${origin}/`);
    await expect.soft(page.getByText(say('start.receiptThere'))).toHaveCount(0);
    await page.goto(`${origin}/report/receipt`);
    await expect.soft(page.locator('body')).not.toContainText(handed.passphrase);
    await expectEmpty(watched, [handed.passphrase]);
    await context.close();
  });
}
