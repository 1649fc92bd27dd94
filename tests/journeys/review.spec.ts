/** The console in a real browser: signing in, deciding, two people at once, what is shown and what is refused. */
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright';
import sharp from 'sharp';
import { addSubmissionToCase, openCase } from '#db/cases/cases.ts';
import { expect, test } from '#tests/support/browser.ts';
import { startProcess } from '#tests/support/processes.ts';
import { actionsOn, codeOf, exampleAnswers, forgetCode, makeStaff, seedReport, type StaffMember } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
let origin: string;
let picture: Buffer;
let ana: StaffMember;
let ben: StaffMember;
let lead: StaffMember;
test.beforeAll(async () => {
  world = await openWorld({ name: 'review-journey' });
  [ana, ben, lead] = [
    await makeStaff(world, ['reviewer'], 'Ana Reviewer'),
    await makeStaff(world, ['reviewer'], 'Ben Reviewer'),
    await makeStaff(world, ['lead'], 'Lena Lead'),
  ];
  picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#3a7' } })
    .png()
    .toBuffer();
  await startProcess(world, 'review');
  await startProcess(world, 'evidence');
  origin = world.installation.origins.review;
});
test.afterAll(() => world.close());

async function signIn(context: BrowserContext, person: StaffMember): Promise<Page> {
  await forgetCode(world, person);
  const page = await context.newPage();
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByLabel('Code').fill(codeOf(person));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  return page;
}

/** A key does nothing before the page's script runs, and nothing visible tells when that is: press again until it did. */
async function pressUntil(page: Page, key: string, done: string): Promise<void> {
  await expect(async () => {
    if ((await page.locator(done).count()) === 0) await page.keyboard.press(key);
    await expect(page.locator(done)).toHaveCount(1, { timeout: 500 });
  }).toPass();
}

test('a sign-in needs password and code, says never which was wrong, and a code works once', async ({ browser }) => {
  const person = await makeStaff(world, ['reviewer'], 'Sam Signer');
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${origin}/queue`);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  const code = codeOf(person);
  const attempt = async (email: string, password: string, digits: string) => {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByLabel('Code').fill(digits);
    const [answer] = await Promise.all([
      page.waitForResponse((each) => each.request().method() === 'POST'),
      page.getByRole('button', { name: 'Sign in' }).click(),
    ]);
    return answer;
  };
  const texts = new Set<string>();
  for (const [email, password, digits] of [
    [person.email, 'wrong', code],
    [person.email, person.password, '000000'],
    ['nobody@office.example', person.password, code],
  ] as const) {
    expect((await attempt(email, password, digits)).status()).toBe(401);
    texts.add(await page.getByRole('alert').innerText());
  }
  expect(texts.size).toBe(1);
  await attempt(person.email, person.password, code);
  await expect(page.getByRole('heading', { name: 'Queue' })).toBeVisible();
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: 'console', httpOnly: true, sameSite: 'Strict', path: '/' });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/sign-in/);
  expect((await attempt(person.email, person.password, code)).status()).toBe(401);
  await context.addCookies([{ name: 'console', value: cookie?.value ?? '', url: origin }]);
  await page.goto(`${origin}/queue`);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await context.close();
});

test('a reviewer finds, opens, claims and decides by keyboard', async ({ browser }) => {
  const report = await seedReport(world, { verdicts: ['clean'], stored: true, picture, urgency: ['ongoing', 'minors', 'injuries'] });
  const context = await browser.newContext();
  const page = await signIn(context, ana);
  await pressUntil(page, 'j', 'a.row-link:focus');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: report.reference })).toBeVisible();
  await page.getByRole('button', { name: 'Claim' }).press('Enter');
  await expect(page.getByText('You have it')).toBeVisible();
  await page.getByRole('heading', { level: 1 }).click();
  await pressUntil(page, '1', '#reason:focus');
  await page.getByLabel('Reason').selectOption('Conduct this office looks into');
  await page.getByLabel(/^Note/).fill('Looks like the case of last week');
  await page.getByRole('button', { name: 'Save decision' }).press('Enter');
  await expect(page.getByRole('status')).toContainText('Decided: Accepted');
  await expect(page.getByRole('list', { name: /Decisions so far/ })).toContainText('Looks like the case of last week');
  await page.goto(`${origin}/queue?view=triaged`);
  await expect(page.getByRole('row').filter({ hasText: report.reference })).toContainText('Accepted');
  expect(await actionsOn(world, 'submission', report.id)).toEqual(
    expect.arrayContaining(['submission.viewed', 'submission.claimed', 'submission.decided']),
  );
  await context.close();
});

test('of two reviewers the second learns who decided what, and loses nothing of what was typed', async ({ browser }) => {
  const report = await seedReport(world);
  const [first, second] = [await browser.newContext(), await browser.newContext()];
  const [anas, bens] = [await signIn(first, ana), await signIn(second, ben)];
  await Promise.all([anas, bens].map((page) => page.goto(`${origin}/submissions/${report.id}`)));
  // Ana's page hears nothing from now on: the race is what is tested, not the live update.
  await first.route('**/live*', (route) => route.abort());
  await anas.reload();
  const choose = async (page: Page, decision: string, reason: string, note: string) => {
    await page.getByLabel(decision).check();
    await page.getByLabel('Reason').selectOption(reason);
    await page.getByLabel(/^Note/).fill(note);
    await page.getByRole('button', { name: 'Save decision' }).click();
  };
  await choose(bens, 'Duplicate', 'The same report handed in again', 'seen before');
  await expect(bens.getByRole('status')).toContainText('Decided: Duplicate');
  await choose(anas, 'Accept', 'Conduct this office looks into', 'typed with care');
  await expect(anas.getByRole('alert')).toContainText('Not saved');
  await expect(anas.getByRole('alert')).toContainText('Ben Reviewer decided “Duplicate”');
  await expect(anas.getByLabel(/^Note/)).toHaveValue('typed with care');
  await expect(anas.getByLabel('Accept')).toBeChecked();
  await anas.getByRole('button', { name: 'Save decision' }).click();
  await expect(anas.getByRole('status')).toContainText('Decided: Accepted');
  await Promise.all([first.close(), second.close()]);
});

test('a page changes by itself when processing ends', async ({ browser }) => {
  const report = await seedReport(world, { state: 'processing', verdicts: ['pending'] });
  const context = await browser.newContext();
  const page = await signIn(context, ana);
  const listening = page.waitForResponse((answer) => answer.url().includes('/live?watch='));
  await page.goto(`${origin}/submissions/${report.id}`);
  await expect(page.getByText('Its files are still being read')).toBeVisible();
  await listening;
  await world.superSql`update triage_items set state = 'ready', ready_at = clock_timestamp() where submission_id = ${report.id}`;
  await expect(page.getByRole('button', { name: 'Claim' })).toBeVisible();
  await context.close();
});

test('viewing copies come from the evidence host, blurred until asked; an infected file shows and gives nothing', async ({ browser }) => {
  const report = await seedReport(world, { verdicts: ['clean', 'infected'], names: ['street.jpg', 'bad.jpg'], stored: true, picture });
  const context = await browser.newContext();
  const page = await signIn(context, ana);
  await page.goto(`${origin}/submissions/${report.id}`);
  const image = page.getByRole('img', { name: 'Viewing copy of the file' });
  await expect.poll(() => image.evaluate((node: HTMLImageElement) => node.naturalWidth)).toBe(60);
  const address = (await image.getAttribute('src')) ?? '';
  expect(new URL(address).origin).toBe(world.installation.origins.evidence);
  const blurred = () => image.evaluate((node) => getComputedStyle(node).filter);
  expect(await blurred()).toContain('blur');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  expect(await blurred()).toBe('none');

  await page.getByText('Open the original…').click();
  await page.getByLabel('Why do you need it?').fill('To compare the hash');
  await page.getByRole('button', { name: 'Get the original' }).click();
  const link = page.getByRole('link', { name: 'Download the original' });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe('street.jpg');

  await page.goto(`${origin}/submissions/${report.id}?file=2`);
  await expect(page.getByText('No viewing copies are shown because of the result of the malware scan.')).toBeVisible();
  await expect(page.getByText('The original of such a file can be opened by a lead only.')).toBeVisible();
  await expect(image).toHaveCount(0);
  expect(await actionsOn(world, 'submission', report.id)).toEqual(expect.arrayContaining(['evidence.viewed', 'original.downloaded']));
  await context.close();
});

test('restricting hides a report at once, also from an evidence address that was good a moment ago', async ({ browser }) => {
  const report = await seedReport(world, { verdicts: ['clean'], stored: true, picture });
  const context = await browser.newContext();
  const page = await signIn(context, ana);
  await page.goto(`${origin}/submissions/${report.id}`);
  const address = (await page.getByRole('img', { name: 'Viewing copy of the file' }).getAttribute('src')) ?? '';
  expect((await context.request.get(address)).status()).toBe(200);
  await page.getByRole('heading', { level: 1 }).click();
  await pressUntil(page, 'Shift+R', 'button.danger:focus');
  await expect(page.getByRole('button', { name: 'Restrict this report' })).toBeFocused();
  await expect(page.getByText('Lena Lead')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('The report is restricted');
  expect((await context.request.get(address)).status()).toBe(403);
  expect((await page.goto(`${origin}/submissions/${report.id}`))?.status()).toBe(404);
  const leads = await signIn(await browser.newContext(), lead);
  await leads.goto(`${origin}/submissions/${report.id}`);
  await expect(leads.getByRole('note').first()).toContainText('Only Lena Lead sees this page');
  await expect(leads.getByRole('img')).toHaveCount(0);
  await leads.context().close();
  await context.close();
});

test('hostile text stays text, in the queue, the report and the names of files', async ({ browser }) => {
  const attack = '<script>window.hacked = 1</script><img src=x onerror="window.hacked=1">';
  const report = await seedReport(world, {
    verdicts: ['clean'],
    names: [`\u202E${attack}.jpg`],
    caption: attack,
    answers: {
      ...exampleAnswers,
      what: { narrative: `${attack}\n</script>${'ا'.repeat(200)}` },
      where: { place: attack, county: 'kings' },
      unheardOf: { odd: [attack] },
    },
  });
  const context = await browser.newContext();
  const page = await signIn(context, ana);
  await page.goto(`${origin}/submissions/${report.id}`);
  await expect(page.locator('.report .their-words')).toContainText(attack);
  await expect(page.getByRole('heading', { level: 3 }).first()).toContainText('[U+202E]');
  expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined();
  await context.close();
});

test('nothing answers without a session, and each role finds only its own rooms', async ({ browser }) => {
  const report = await seedReport(world);
  const stranger = await browser.newContext();
  for (const path of ['/', '/queue', `/submissions/${report.id}`, '/cases', '/account', '/custody', '/no-such-page', '/live']) {
    const answer = await stranger.request.get(`${origin}${path}`, { maxRedirects: 0 });
    expect([path, answer.status(), answer.headers().location?.split('?')[0]]).toEqual([path, 302, '/sign-in']);
    const data = await stranger.request.get(`${origin}${path}?_data=routes%2Fqueue`, { maxRedirects: 0 });
    expect(await data.text()).not.toContain(report.reference);
  }
  await stranger.close();
  const auditor = await signIn(await browser.newContext(), await makeStaff(world, ['auditor']));
  await expect(auditor.getByRole('heading', { name: 'Custody' })).toBeVisible();
  for (const [path, status] of [
    ['/queue', 403],
    [`/submissions/${report.id}`, 403],
    ['/cases', 403],
    ['/account', 200],
    ['/no-such-page', 404],
  ] as const) {
    expect([path, (await auditor.goto(`${origin}${path}`))?.status()]).toEqual([path, status]);
  }
  await auditor.context().close();
});

test('another site cannot make the console act', async ({ browser }) => {
  const report = await seedReport(world);
  const context = await browser.newContext();
  await signIn(context, ana);
  for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'https://evil.example' }]) {
    const answer = await context.request.post(`${origin}/submissions/${report.id}?_data=routes%2Fsubmissions.%24id`, {
      headers,
      form: { intent: 'restrict' },
    });
    expect(answer.status()).toBe(403);
  }
  expect(await actionsOn(world, 'submission', report.id)).toEqual([]);
  await context.close();
});

test('a bundle needs a fresh sign-in', async ({ browser }) => {
  const report = await seedReport(world);
  const opened = await openCase(world.sql('console'), lead.id, 'A case');
  await addSubmissionToCase(world.sql('console'), lead.id, { caseId: opened.id, submissionId: report.id });
  const context = await browser.newContext();
  const page = await signIn(context, lead);
  await world.superSql`update sessions set fresh_at = clock_timestamp() - interval '16 minutes' where account_id = ${lead.id}`;
  await page.goto(`${origin}/cases/${opened.id}`);
  await expect(page.getByRole('button', { name: 'Ask for the bundle' })).toBeDisabled();
  await page.getByRole('link', { name: 'Confirm that it is you' }).click();
  await forgetCode(world, lead);
  await page.getByLabel('Password').fill(lead.password);
  await page.getByLabel('Code').fill(codeOf(lead));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByLabel('For whom').fill('Kings County District Attorney');
  await page.getByRole('button', { name: 'Ask for the bundle' }).click();
  await expect(page.getByRole('status')).toContainText('Bundle 1 is being built');
  await context.close();
});

test('axe finds nothing on the console’s pages, in light and dark, wide and narrow', async ({ browser }) => {
  const report = await seedReport(world, { verdicts: ['clean', 'infected', 'encrypted'], stored: true, picture, urgency: ['ongoing'] });
  const opened = await openCase(world.sql('console'), lead.id, 'Another case');
  await addSubmissionToCase(world.sql('console'), lead.id, { caseId: opened.id, submissionId: report.id });
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 360],
  ] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
    const page = await signIn(context, lead);
    for (const path of [
      '/queue',
      `/submissions/${report.id}`,
      `/submissions/${report.id}?file=2`,
      '/cases',
      `/cases/${opened.id}`,
      '/account',
      '/no-such-page',
    ]) {
      await page.goto(`${origin}${path}`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(
          ({ id, nodes }) => `${path} ${colorScheme} ${width}: ${id} ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
        ),
      ).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
    await context.close();
  }
});
