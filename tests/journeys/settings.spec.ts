/** The office’s own words, incidents, limits and languages in a real browser: an administrator changes them, the public pages show them, versions and custody are kept. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright';
import { textsIn } from '#app/i18n/texts.ts';
import { setSetting } from '#db/settings/office.ts';
import { expect, test } from '#tests/support/browser.ts';
import { signIn } from '#tests/support/console.ts';
import { fileForReturn } from '#tests/support/follow.ts';
import { answerWhatIsNeeded, follow, handIn, save as saveAnswer, startReport } from '#tests/support/intake.ts';
import { startProcess } from '#tests/support/processes.ts';
import { actionsOn, codeOf, forgetCode, makeStaff, type StaffMember } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
let origin: string;
let form: string;
let ada: StaffMember;
let bo: StaffMember;
let ana: StaffMember;
test.beforeAll(async () => {
  world = await openWorld({ name: 'settings-journey' });
  ada = await makeStaff(world, ['administrator'], 'Ada Administrator');
  bo = await makeStaff(world, ['administrator'], 'Bo Administrator');
  ana = await makeStaff(world, ['reviewer'], 'Ana Reviewer');
  await Promise.all([startProcess(world, 'review'), startProcess(world, 'intake')]);
  origin = world.installation.origins.review;
  const station = {
    code: 'STATION-7',
    title: { en: 'Court Square' },
    date: '2026-10-01',
    place: 'Court Square',
    county: 'queens',
    open: true,
  };
  await setSetting(world.sql('console'), bo.id, { key: 'intake.incidents', value: [station], readVersion: 1, reason: 'event' });
  form = world.installation.origins.intake;
});
test.afterAll(() => world.close());

async function desk(browser: Browser, person: StaffMember, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await signIn(page, world, person);
  return page;
}
const open = (page: Page, path: string) => page.goto(`${origin}/settings${path}`);
const because = (page: Page, reason: string) => page.getByLabel('Why do you change this?').selectOption(reason);
const save = (page: Page, name = 'Save') => page.getByRole('button', { name, exact: true }).click();
/** Public processes remember settings for some seconds. */
const soon = { timeout: 15_000, intervals: [500] };

async function versionOf(key: string): Promise<number> {
  const [row] = await world.superSql<{ version: number }[]>`select max(version)::int as version from settings where key = ${key}`;
  return row?.version ?? 0;
}

test('an administrator publishes an incident, changes a sentence and a limit, and the public pages show all three', async ({ browser }) => {
  const page = await desk(browser, ada);
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();

  await page.getByRole('link', { name: 'Incidents', exact: true }).click();
  await page.getByRole('link', { name: 'Add an incident' }).click();
  await page.getByLabel('Code').fill('bus-stop-12');
  await page.getByLabel('Name in English').fill('Roosevelt Avenue <b>bus</b> stop');
  await page.getByText('Name in other languages').click();
  await page.getByLabel(/Spanish/).fill('Parada de la avenida Roosevelt');
  await page.getByLabel('Day').fill('2026-11-02');
  await page.getByLabel('Place').fill('Roosevelt Avenue and 82nd Street');
  await page.getByLabel('County or borough').selectOption('Queens');
  await save(page, 'Add the incident');
  await expect(page.getByRole('status')).toContainText('Saved as version 3');
  await expect(page.getByText('/report?incident=BUS-STOP-12')).toBeVisible();

  await page.goto(`${origin}/settings/texts`);
  await page.getByRole('link', { name: 'Write your own: First page, Not 911' }).click();
  await page.getByLabel('Your own words').fill('If you are in danger, call 911. <i>We are not the police.</i>');
  await because(page, 'A lawyer of the office asked for it');
  await save(page);
  await expect(page.getByRole('status')).toContainText('Saved as version 2');

  await open(page, '/intake.maxFiles');
  await page.getByLabel('Files in one report').fill('17');
  await because(page, 'To keep the service running well');
  await save(page);
  await expect(page.getByRole('status')).toContainText('Saved as version 2');
  await expect(page.getByText('by Ada Administrator')).toBeVisible();

  const witness = await (await browser.newContext()).newPage();
  await expect(async () => {
    await witness.goto(form);
    await expect(witness.getByText('If you are in danger, call 911. <i>We are not the police.</i>')).toBeVisible({ timeout: 500 });
    await expect(witness.getByText(/up to 17 files/)).toBeVisible({ timeout: 500 });
  }).toPass(soon);
  await witness.getByRole('button', { name: 'Start a report' }).click();
  await witness.goto(`${form}/report/event`);
  await expect(witness.getByText('Roosevelt Avenue <b>bus</b> stop')).toBeVisible();

  const office = '00000000-0000-0000-0000-000000000000';
  const changes = (await actionsOn(world, 'office', office)).filter((action) => action === 'setting.changed');
  expect(changes).toHaveLength(4);
  const [last] = await world.superSql<{ reason: string; actor: string }[]>`
    select envelope::jsonb ->> 'reason' as reason, actor from custody_events where action = 'setting.changed' order by seq desc limit 1`;
  expect(last).toEqual({ reason: 'running', actor: `account:${ada.id}` });
  await page.getByRole('link', { name: 'Earlier versions' }).click();
  await expect(page.locator('.versions > li')).toHaveCount(2);
  await expect(page.locator('.versions > li').first()).toContainText('To keep the service running well');
  await expect(page.locator('.versions > li').first().locator('del')).toContainText('50');
  await expect(page.locator('.versions > li').first().locator('ins')).toContainText('17');

  // Closing it takes it off the form, and the default words come back.
  await open(page, '/incidents/BUS-STOP-12');
  await page.getByLabel('No: it is closed').check();
  await because(page, 'Something has happened that people will report');
  await save(page);
  await expect(page.getByText('Closed', { exact: true })).toBeVisible();
  await open(page, '/texts/en/notice.start.2');
  await because(page, 'A mistake is put right');
  await save(page, 'Use the default words');
  await expect(page.getByRole('status')).toContainText('Saved as version 3');
  await expect(async () => {
    await witness.goto(`${form}/report/event`);
    await expect(witness.getByText('Roosevelt Avenue')).toHaveCount(0, { timeout: 500 });
    await witness.goto(form);
    await expect(witness.getByText('This is not 911.')).toBeVisible({ timeout: 500 });
  }).toPass(soon);
  await Promise.all([page.context().close(), witness.context().close()]);
});

test('what is wrong is said beside the field and nothing is saved', async ({ browser }) => {
  const texts = await versionOf('intake.texts');
  for (const javaScriptEnabled of [true, false]) {
    const page = await desk(browser, ada, { javaScriptEnabled });
    await open(page, '/intake.draftHours');
    await page.getByLabel('Hours a draft is kept').fill('a week');
    await save(page);
    const summary = page.getByRole('alert');
    await expect(summary.getByRole('link')).toHaveText([
      'Write a number for “Hours a draft is kept”, in digits.',
      'Choose why you change this.',
    ]);
    await expect(page.getByLabel('Hours a draft is kept')).toHaveValue('a week');
    await expect(page.getByLabel('Hours a draft is kept')).toHaveAttribute('aria-invalid', 'true');
    expect(await versionOf('intake.draftHours')).toBe(1);

    await open(page, '/texts/en/status.response');
    for (const [text, sentence] of [
      ['', 'Write the text, or press “Use the default words”.'],
      ['Soon', 'Keep {{days}} in the text'],
      [`{{days}} ${'x'.repeat(2000)}`, 'It has 2,009 characters; 2,000 are the most.'],
      ['In {{days}} days\u202E', 'It holds a character that cannot be seen or stored (U+202E).'],
    ] as const) {
      await page.getByLabel('Your own words').fill(text);
      await because(page, 'Another reason');
      await save(page);
      await expect(page.getByRole('alert').getByRole('link')).toContainText(sentence);
    }
    expect(await versionOf('intake.texts')).toBe(texts);

    await open(page, '/incidents/new');
    await save(page, 'Add the incident');
    await expect(page.getByRole('alert').getByRole('link')).toHaveText([
      'Write a code.',
      'Write the name in English.',
      'Give the day, for example 2026-01-31.',
      'Write where it happened.',
      'Choose the county or borough.',
    ]);
    await page.getByLabel('Code').fill('Station-7');
    await page.getByLabel('Name in English').fill('<script>alert(1)</script>');
    await page.getByLabel('Day').fill('2026-11-02');
    await page.getByLabel('Place').fill('Here');
    await page.getByLabel('County or borough').selectOption('Queens');
    await save(page, 'Add the incident');
    await expect(page.getByRole('alert').getByRole('link')).toHaveText([
      'There is an incident with the code STATION-7 already. Choose another code.',
    ]);
    await expect(page.getByLabel('Name in English')).toHaveValue('<script>alert(1)</script>');
    await page.context().close();
  }
  const page = await desk(browser, ada);
  for (const path of [
    '/intake.texts',
    '/nothing',
    '/texts/xx/notice.start.1',
    '/texts/en/refusal.home',
    '/languages/tlh',
    '/incidents/NONE',
    '/versions/nothing',
  ])
    expect([path, (await open(page, path))?.status()]).toEqual([path, 404]);
  expect((await open(page, '/versions/intake.mail?before=nonsense'))?.status()).toBe(200);
  await page.context().close();
});

test('of two administrators the second sees what the first changed and loses nothing; who changes something else is not in the way', async ({
  browser,
}) => {
  const [adas, bos] = [await desk(browser, ada), await desk(browser, bo)];
  await Promise.all([adas, bos].map((page) => open(page, '/intake.office')));
  const rename = async (page: Page, name: string) => {
    await page.getByLabel('Name of the office').fill(name);
    await because(page, 'A mistake is put right');
    await save(page);
  };
  await rename(adas, 'Office of the Attorney General of New York');
  await expect(adas.getByRole('status')).toContainText('Saved as version 2');
  await rename(bos, 'The Attorney General');
  await expect(bos.getByRole('alert')).toContainText('Ada Administrator changed this while you were writing');
  await expect(bos.getByRole('alert').locator('ins')).not.toHaveCount(0);
  await expect(bos.getByLabel('Name of the office')).toHaveValue('The Attorney General');
  await save(bos);
  await expect(bos.getByRole('status')).toContainText('Saved as version 3');

  await open(adas, '/texts/en/notice.safety.1');
  await open(bos, '/texts/en/notice.safety.2');
  const before = await versionOf('intake.texts');
  for (const page of [adas, bos]) {
    await page.getByLabel('Your own words').fill(page === adas ? 'Stay back.' : 'Keep it.');
    await because(page, 'Another reason');
    await save(page);
    await expect(page.getByRole('status')).toContainText('Saved as version');
  }
  expect(await versionOf('intake.texts')).toBe(before + 2);
  const [row] = await world.superSql<
    { own: Record<string, string> }[]
  >`select value -> 'own' -> 'en' as own from settings_current where key = 'intake.texts'`;
  expect(row?.own).toEqual({ 'notice.safety.1': 'Stay back.', 'notice.safety.2': 'Keep it.' });
  await Promise.all([adas.context().close(), bos.context().close()]);
});

test('a change needs a fresh sign-in, before or after typing', async ({ browser }) => {
  const page = await desk(browser, ada);
  const grow = () => world.superSql`update sessions set fresh_at = clock_timestamp() - interval '16 minutes' where account_id = ${ada.id}`;
  await open(page, '/export.days');
  await page.getByLabel('Days a finished bundle').fill('20');
  await because(page, 'Another reason');
  await grow();
  await save(page);
  await expect(page.getByRole('alert')).toContainText('your sign-in is too old');
  await expect(page.getByLabel('Days a finished bundle')).toHaveValue('20');
  expect(await versionOf('export.days')).toBe(1);
  const [other] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('link', { name: /in a new window/ }).click()]);
  const confirm = async (window: Page) => {
    await forgetCode(world, ada);
    await window.getByLabel('Password').fill(ada.password);
    await window.getByLabel('Code').fill(codeOf(ada));
    await window.getByRole('button', { name: 'Confirm' }).click();
    await expect(window.getByRole('heading', { name: 'Days a finished bundle can be downloaded' })).toBeVisible();
  };
  await confirm(other);
  await save(page);
  await expect(page.getByRole('status')).toContainText('Saved as version 2');
  await grow();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  await page.getByRole('link', { name: 'Confirm that it is you' }).click();
  await confirm(page);
  await expect(page.getByRole('button', { name: 'Save' })).toBeEnabled();
  await page.context().close();
});

test('a language is confirmed by a person who has read it, and a changed sentence ends that', async ({ browser }) => {
  const page = await desk(browser, ada);
  const row = page.getByRole('row').filter({ hasText: 'Spanish' });
  await open(page, '/languages');
  await expect(page.getByRole('row')).toHaveCount(15);
  await expect(row).toContainText('Not confirmed');
  await row.getByRole('link').click();
  await expect(page.getByText('Immigration agencies').first()).toBeVisible();
  await save(page, 'Confirm this language');
  await expect(page.getByRole('alert').getByRole('link')).toHaveText(['Tick the box when you have read all of the sentences.']);
  await page.getByLabel('I have read all of these and they are right').check();

  // Someone changes a sentence meanwhile: what was read is not what stands there now.
  const other = await desk(browser, bo);
  await open(other, '/texts/es/notice.start.1');
  await other.getByLabel('Your own words').fill('Cuéntenos lo que vio.');
  await because(other, 'A translation was checked');
  await save(other);
  await expect(other.getByRole('status')).toBeVisible();
  await save(page, 'Confirm this language');
  await expect(page.getByRole('alert')).toContainText('a sentence changed while you were reading');
  await expect(page.getByLabel('I have read all of these')).not.toBeChecked();
  await expect(page.locator('main')).toContainText('Cuéntenos lo que vio.');
  await page.getByLabel('I have read all of these and they are right').check();
  await save(page, 'Confirm this language');
  await expect(page.getByRole('status')).toBeVisible();
  await open(page, '/languages');
  await expect(row).toContainText('Confirmed');
  await expect(row).toContainText('Ada Administrator');

  await open(other, '/texts/es/notice.start.1');
  await because(other, 'Another reason');
  await save(other, 'Use the default words');
  await expect(other.getByRole('status')).toBeVisible();
  await page.reload();
  await expect(row).toContainText('Words changed since it was confirmed');
  await row.getByRole('link').click();
  await because(page, 'A translation was checked');
  await save(page, 'Take the confirmation back');
  await expect(page.getByRole('status')).toBeVisible();
  await open(page, '/languages');
  await expect(row).toContainText('Not confirmed');
  await Promise.all([page.context().close(), other.context().close()]);
});

test('how a report stands is said in the office’s words, with its response time until a person has decided', async ({ browser }) => {
  const page = await desk(browser, ada);
  const writeOwn = async (key: string, words: string) => {
    await open(page, `/texts/en/${key}`);
    await page.getByLabel('Your own words').fill(words);
    await because(page, 'Another reason');
    await save(page);
    await expect(page.getByRole('status')).toContainText('Saved as version');
  };
  await writeOwn('status.ready', 'Your report lies on the desk of a reader.');
  await writeOwn('status.response', 'We hope to have read it {{days}} days after it came.');
  await open(page, '/intake.response');
  await page.getByLabel('Days in which the office wants to have read a new report').fill('9');
  await because(page, 'Another reason');
  await save(page);
  await expect(page.getByRole('status')).toContainText('Saved as version 2');

  const report = await fileForReturn(world);
  await world.superSql`update submissions set state = 'ready', assess_state = 'done' where id = ${report.submissionId}`;
  await world.superSql`update triage_items set state = 'ready', ready_at = clock_timestamp() where submission_id = ${report.submissionId}`;
  const witness = await (await browser.newContext()).newPage();
  await follow(witness, form, report);
  await expect(async () => {
    await witness.reload();
    await expect(witness.locator('#status')).toHaveText('Your report lies on the desk of a reader.', { timeout: 500 });
    await expect(witness.getByText('We hope to have read it 9 days after it came.')).toBeVisible({ timeout: 500 });
  }).toPass(soon);

  const reviewer = await desk(browser, ana);
  await reviewer.goto(`${origin}/submissions/${report.submissionId}`);
  await reviewer.getByLabel('Need information').check();
  await reviewer.getByLabel('Reason', { exact: true }).selectOption({ index: 1 });
  await reviewer.getByRole('button', { name: 'Save decision' }).click();
  await expect(reviewer.getByText('Decided: Information needed.')).toBeVisible();
  await witness.reload();
  await expect(witness.locator('#status')).toContainText('A person has read your report');
  await expect(witness.getByText(/desk of a reader|We hope to have read it/)).toHaveCount(0);
  await Promise.all([page, witness, reviewer].map((each) => each.context().close()));
});

test('a notice that changes while a witness reads it is read again, and the words that were read last are what is recorded', async ({
  browser,
}) => {
  const witness = await (await browser.newContext()).newPage();
  await startReport(witness, form);
  await answerWhatIsNeeded(witness, form);
  await witness.goto(`${form}/report/use`);
  const shown = witness.locator('input[name="shown"]');
  const before = await shown.inputValue();

  const page = await desk(browser, ada);
  await open(page, '/texts/en/notice.use.3');
  await page.getByLabel('Your own words').fill('A name that you give is sealed, says the new notice.');
  await because(page, 'Another reason');
  await save(page);
  await expect(page.getByRole('status')).toContainText('Saved as version');
  const other = await witness.context().newPage();
  await expect(async () => {
    await other.goto(`${form}/report/use`);
    await expect(other.getByText('says the new notice')).toBeVisible({ timeout: 500 });
  }).toPass(soon);

  await witness.getByLabel('You may share my report with bodies').check();
  await saveAnswer(witness);
  await expect(witness.getByRole('alert').getByRole('link')).toHaveText([textsIn('en')('use.read.changed')]);
  await expect(witness.getByText('says the new notice')).toBeVisible();
  await expect(witness.getByLabel('I have read this')).not.toBeChecked();
  for (const choice of ['You may share my report with other prosecutors', 'You may share my report with bodies'])
    await expect(witness.getByLabel(choice)).toBeChecked();
  const after = await shown.inputValue();
  expect(after).not.toBe(before);
  await witness.getByLabel('I have read this').check();
  await saveAnswer(witness);
  const { reference } = await handIn(witness, form);
  const [stored] = await world.superSql<{ notice: object }[]>`
    select v.answers -> 'use' -> 'notice' as notice from submission_versions v join submissions s on s.id = v.submission_id where s.reference = ${reference}`;
  expect(stored?.notice).toEqual({ version: `texts-${await versionOf('intake.texts')}`, language: 'en', sha256: after });
  await Promise.all([page, witness].map((each) => each.context().close()));
});

test('settings are the administrator’s, tasks are the reviewers’, and each finds only their own', async ({ browser }) => {
  const [reviewer, administrator] = [await desk(browser, ana), await desk(browser, ada)];
  const paths = [
    '',
    '/intake.maxFiles',
    '/texts',
    '/texts/en/notice.use.1',
    '/languages',
    '/languages/es',
    '/incidents',
    '/incidents/new',
    '/reasons',
    '/versions/intake.texts',
  ];
  for (const path of paths) {
    expect([path, (await reviewer.goto(`${origin}/settings${path}`))?.status()]).toEqual([path, 403]);
    expect([path, (await administrator.goto(`${origin}/settings${path}`))?.status()]).toEqual([path, 200]);
  }
  await expect(reviewer.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' })).toHaveCount(0);
  await expect(administrator.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Tasks' })).toHaveCount(0);
  for (const path of [
    '/settings/intake.maxFiles',
    '/settings/incidents/new',
    '/settings/languages/es',
    '/settings/texts/en/notice.use.1',
  ]) {
    const answer = await reviewer.context().request.post(`${origin}${path}`, {
      headers: { Origin: origin },
      form: { read: '1', reason: 'other', value: '3', text: 'x', right: 'yes' },
    });
    expect([path, answer.status()]).toEqual([path, 403]);
  }
  expect((await administrator.goto(`${origin}/tasks`))?.status()).toBe(403);
  await Promise.all([reviewer.context().close(), administrator.context().close()]);
});

const pages = [
  '',
  '/intake.load',
  '/intake.maxFileBytes',
  '/retention.mode',
  '/restricted.officer',
  '/intake.refusedTypes',
  '/texts?language=ar',
  '/texts/ar/notice.use.4',
  '/languages',
  '/languages/ur',
  '/incidents',
  '/incidents/new',
  '/incidents/STATION-7',
  '/reasons',
  '/versions/intake.texts',
  '/versions/intake.office',
];

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 360],
] as const) {
  test(`axe finds nothing on these pages, ${colorScheme} and ${width} pixels wide, and none scrolls sideways`, async ({ browser }) => {
    const look = { colorScheme, viewport: { width, height: 800 } };
    const page = await desk(browser, ada, look);
    for (const path of pages) {
      expect([path, (await open(page, path))?.status()]).toEqual([path, 200]);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, nodes }) => `${path}: ${id} ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
      expect(found).toEqual([]);
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([path, true]);
    }
    await page.context().close();
  });
}
