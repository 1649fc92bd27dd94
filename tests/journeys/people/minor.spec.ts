/** Someone under 18 with an adult they trust: found on the page at once, sealed like everybody, and nobody threatens them where they hand in. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { textsIn } from '#app/i18n/texts.ts';
import { canonicalise } from '#db/custody/canonical.ts';
import { keyFiles } from '#infra/local/environments.mjs';
import { loadSealingPrivateKey, openIdentity } from '#infra/vault/open.ts';
import { expect, test } from '#tests/support/browser.ts';
import { answerWhatIsNeeded, finish, handIn, openTask, save, startReport } from '#tests/support/intake.ts';
import { checkAfter, expectEmpty, foundIn, openDesk, openWatched, recordText, untilReady } from '#tests/support/people.ts';
import { Witness } from '#tests/support/witness.ts';
import { eventually, type World } from '#tests/support/world.ts';

const say = textsIn('en');
const penal = 'A false statement made here is punishable as a misdemeanor.';
const hidden = { name: 'Tomas Canary', email: 'tomas@canary.example', helper: 'Aunt Canary', phone: '212 555 0163' };

/** The office's own warning of punishment, or none; waits until the running process shows an adult just that. */
async function setPenal(world: World, origin: string, own: Record<string, string>): Promise<void> {
  await world.superSql`
    insert into settings (key, version, value)
    select 'intake.texts', coalesce(max(version), 0) + 1, ${JSON.stringify({ own: { en: own } })}::text::jsonb from settings where key = 'intake.texts'`;
  const adult = new Witness(origin);
  await adult.begin();
  await adult.answer();
  const shows = async (): Promise<boolean> => (await adult.get('/report/check')).text.includes(penal);
  await eventually('an adult is shown the words in force', async () => (await shows()) === 'notice.penal' in own);
}
test.beforeAll(({ portal: { world, origins } }) => setPenal(world, origins.intake, { 'notice.penal': penal }));
test.afterAll(({ portal: { world, origins } }) => setPenal(world, origins.intake, {})); // other journeys share this portal

for (const javaScriptEnabled of [true, false]) {
  test(`someone under 18 hands in ${javaScriptEnabled ? 'with' : 'without'} JavaScript, with an aunt to speak to and without a threat`, async ({
    browser,
    portal,
  }) => {
    const { world, origins } = portal;
    const watched = await openWatched(browser, { javaScriptEnabled, viewport: { width: 360, height: 740 } });
    const { context, page } = watched;
    const underAge = page.getByRole('group', { name: say('contact.under18') });
    const helper = page.getByRole('heading', { name: say('contact.helper') });
    await startReport(page, origins.intake);
    await openTask(page, origins.intake, 'Your part');
    await page.getByLabel('I was there and saw it').check();
    await save(page);
    await answerWhatIsNeeded(page, origins.intake);
    await page.goto(`${origins.intake}/report/check`);
    await expect(page.getByText(penal)).toBeVisible(); // not known yet to be under 18

    await openTask(page, origins.intake, 'You and how to reach you');
    await expect(helper).toBeHidden();
    await underAge.getByLabel('No', { exact: true }).check();
    await expect(helper).toBeHidden();
    await underAge.getByLabel('Yes').check();
    await expect(helper).toBeVisible(); // on the first visit, and nothing was saved
    await page.getByLabel('Yes, in confidence').check();
    await page.getByLabel('Name', { exact: true }).fill(hidden.name);
    await page.getByLabel('E-mail address', { exact: true }).fill(hidden.email);
    await page.locator('[id="helper.name"]').fill(hidden.helper);
    await page.locator('[id="helper.phone"]').fill(hidden.phone);
    await save(page);
    await page.goto(`${origins.intake}/report/contact`);
    await expect(page.locator('[id="helper.name"]')).toBeVisible();
    await underAge.getByLabel('No', { exact: true }).check();
    await expect(page.locator('[id="helper.name"]')).toHaveValue(hidden.helper);
    await expect(helper).toBeVisible(); // something saved stands in it: it is never out of sight

    await page.goto(`${origins.intake}/report/check`);
    await expect(page.getByText(hidden.helper)).toBeVisible();
    await expect(page.getByLabel(say('notice.truth.under18'))).toBeVisible();
    await expect(page.getByText(say('notice.truth.saw'))).toHaveCount(0);
    await expect(page.getByText(penal)).toHaveCount(0);
    await expect(page.locator('.panel.warn')).toHaveCount(0);
    const handed = await handIn(page, origins.intake, say('notice.truth.under18'));
    await finish(page);
    await expectEmpty(watched, [handed.passphrase, hidden.name, hidden.helper]);

    const id = await untilReady(portal, handed.reference);
    const [stored] = await world.superSql<{ truth: { sha256: string; language: string }; under18: string }[]>`
      select answers -> 'truth' as truth, answers #>> '{contact,under18}' as under18 from submission_versions where submission_id = ${id}`;
    const words = createHash('sha256')
      .update(canonicalise([say('notice.truth.under18')]))
      .digest('hex');
    expect(stored).toMatchObject({ truth: { sha256: words, language: 'en' }, under18: 'yes' });

    const desk = await openDesk(browser, portal);
    await desk.getByRole('row').filter({ hasText: handed.reference }).getByRole('link').click();
    await expect(desk.locator('.report-head')).toContainText('Sealed: the witness’s identity');
    const line = desk.locator('.answer-group dl > div').filter({ has: desk.getByText(say('label.contact.under18'), { exact: true }) });
    await expect(line).toContainText('Yes');
    await expect(desk.locator('body')).not.toContainText(/canary|555 0163/i);
    await desk.context().close();

    const text = await recordText(world);
    expect(foundIn(text, [...Object.values(hidden), '555 0163'])).toEqual([]);
    const rows = await world.superSql<{ kind: 'witness'; sealed: Buffer; wrapped: Buffer }[]>`
      select i.kind, i.sealed, k.wrapped from identities i join keys.data_keys k using (submission_id) where submission_id = ${id}`;
    expect(rows.map(({ kind }) => kind)).toEqual(['witness']);
    const key = await loadSealingPrivateKey(path.join(world.installation.keys, keyFiles.sealingPrivate), 'test');
    const [row] = rows;
    expect(row && (await openIdentity(key, { submissionId: id, ...row }))).toMatchObject({
      name: hidden.name,
      helper: { name: hidden.helper, phone: hidden.phone },
    });
    await checkAfter(portal, { watched, handed, canaries: Object.values(hidden) });
    await context.close();
  });
}
