/** Someone it happened to, who is hurt and afraid, wants to be reached at safe times and needs an interpreter: the office sees all of that at once, and who they are is sealed. */
import { textsIn } from '#app/i18n/texts.ts';
import { expect, test } from '#tests/support/browser.ts';
import { answerWhatIsNeeded, finish, handIn, openTask, save, startReport } from '#tests/support/intake.ts';
import { checkAfter, expectEmpty, foundIn, openDesk, openWatched, recordText, untilReady } from '#tests/support/people.ts';

const say = textsIn('en');
const narrative = 'They broke my arm when I asked for their names. heron-words';
const hidden = {
  name: 'Marisol Canary',
  phone: '212 555 0147',
  safeTimes: 'after canary six in the evening',
  other: 'Neighbor Canary',
  reach: 'the laundry on Canary Street',
};

for (const javaScriptEnabled of [true, false]) {
  test(`someone it happened to asks ${javaScriptEnabled ? 'with' : 'without'} JavaScript to be reached in confidence, and for help`, async ({
    browser,
    portal,
  }) => {
    const { world, origins } = portal;
    const watched = await openWatched(browser, { javaScriptEnabled });
    const { context, page } = watched;
    const ask = (question: string) => page.getByRole('group', { name: question, exact: true });
    const open = (name: string) => openTask(page, origins.intake, name);
    await startReport(page, origins.intake);
    await open('Your part');
    await page.getByLabel('It happened to me').check();
    await save(page);
    await answerWhatIsNeeded(page, origins.intake, narrative);
    await open('Who was affected');
    await page.getByLabel('How many people were affected?').fill('1');
    await page.getByLabel('Yes, taken to the hospital').check();
    await save(page);
    await open('Other witnesses');
    await ask('Person 1').getByLabel('Name', { exact: true }).fill(hidden.other);
    await ask('Person 1').getByLabel('How to reach them').fill(hidden.reach);
    await save(page);
    await open('You and how to reach you');
    await page.getByLabel('Yes, in confidence').check();
    await page.getByLabel('Name', { exact: true }).fill(hidden.name);
    await page.getByLabel('Telephone number', { exact: true }).fill(hidden.phone);
    await ask('How is it safe to reach you?').getByLabel('Call').check();
    await page.getByLabel('When is it safe?').fill(hidden.safeTimes);
    await ask('May we leave a message?').getByLabel('No', { exact: true }).check();
    await page.getByLabel('Which language do you want to speak with us?').selectOption('Kreyòl ayisyen');
    await ask('Do you need an interpreter?').getByLabel('Yes').check();
    await ask('Has anyone threatened you because of this, or are you afraid that someone will?').getByLabel('Yes').check();
    await save(page);
    await page.getByLabel('Medical help').check();
    await page.getByLabel('An interpreter').check();
    await save(page);

    await page.goto(`${origins.intake}/report/check`);
    for (const text of Object.values(hidden)) await expect(page.getByText(text, { exact: true })).toBeVisible(); // theirs to check
    const handed = await handIn(page, origins.intake, say('notice.truth.affected'));
    await finish(page);
    await expectEmpty(watched, [handed.passphrase, hidden.name, narrative]);

    // The office: why it is urgent, what is to be done, how to go about it; not who it is.
    const id = await untilReady(portal, handed.reference);
    const desk = await openDesk(browser, portal);
    const row = desk.getByRole('row').filter({ hasText: handed.reference });
    await expect(row).toContainText('Someone was hurt');
    await expect(row).toContainText('Retaliation feared');
    await row.getByRole('link').click();
    await expect(desk.getByRole('heading', { level: 1, name: handed.reference })).toBeVisible();
    await expect(desk.getByText('heron-words')).toBeVisible();
    const head = desk.locator('.report-head');
    for (const text of ['Someone was hurt', 'Retaliation feared', 'Sealed: the witness’s identity, names of other witnesses'])
      await expect(head).toContainText(text);
    const line = (label: string) => desk.locator('.answer-group dl > div').filter({ has: desk.getByText(label, { exact: true }) });
    await expect(line('Anyone hurt')).toContainText('Yes, taken to the hospital');
    await expect(line('Contact')).toContainText('In confidence');
    await expect(line('Safe way')).toContainText('Call');
    await expect(line('A message may be left')).toContainText('No');
    await expect(line('Language to use')).toContainText('Kreyòl');
    await expect(line('Interpreter wanted')).toContainText('Yes');
    await expect(line('Named to the office')).toContainText('1');
    const tasks = desk.getByRole('region', { name: 'Tasks' });
    await expect(tasks).toContainText('Medical help');
    const interpreter = tasks.getByRole('listitem').filter({ hasText: 'An interpreter' });
    await interpreter.getByText('Close…').click();
    await interpreter.getByLabel('What came of it').selectOption('Help was arranged');
    await interpreter.getByRole('button', { name: 'Close the task' }).click();
    await expect(interpreter).toContainText('Help was arranged');
    for (const address of [`/submissions/${id}`, '/tasks', '/tasks?view=done', '/queue']) {
      await desk.goto(`${origins.review}${address}`);
      await expect(desk.locator('main')).toContainText(handed.reference);
      await expect(desk.locator('body')).not.toContainText(/canary|555 0147/i);
    }
    await desk.context().close();

    const text = await recordText(world);
    expect(foundIn(text, ['heron-words'])).toEqual(['heron-words']); // what is looked for this way is found
    expect(foundIn(text, [...Object.values(hidden), 'Canary Street', 'Marisol', '555 0147'])).toEqual([]);
    const [sealed] = await world.superSql<
      { kinds: string[] }[]
    >`select array_agg(kind order by kind) as kinds from identities where submission_id = ${id}`;
    expect(sealed?.kinds).toEqual(['others', 'witness']);
    await checkAfter(portal, { watched, handed, canaries: [...Object.values(hidden), 'heron-words'] });
    await context.close();
  });
}
