/** The console's pages that `tests/journeys/review.spec.ts` does not check, magnified so that 320 pixels are left, and everything that opens opened. */
import { addSubmissionToCase, openCase } from '#db/cases/cases.ts';
import { checkPage } from '#tests/support/accessibility.ts';
import { expect, test } from '#tests/support/browser.ts';
import { signIn } from '#tests/support/console.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { makeStaff, seedReport } from '#tests/support/review.ts';

let review: RunningProcess;
let origin: string;
test.beforeAll(async ({ world }) => {
  review = await startProcess(world, 'review');
  origin = world.installation.origins.review;
});
test.afterAll(() => review.stop());

test('every page of the console passes axe at 320 pixels, in light and high contrast', async ({ browser, world }) => {
  const lead = await makeStaff(world, ['lead', 'auditor'], 'Lena Lead');
  const report = await seedReport(world, {
    verdicts: ['clean', 'infected', 'pending'],
    urgency: ['ongoing'],
    caption: 'seen from the corner',
  });
  const opened = await openCase(world.sql('console'), lead.id, 'A case');
  await addSubmissionToCase(world.sql('console'), lead.id, { caseId: opened.id, submissionId: report.id });
  for (const forcedColors of ['none', 'active'] as const) {
    const context = await browser.newContext({ viewport: { width: 320, height: 640 }, forcedColors, colorScheme: 'light' });
    const page = await context.newPage();
    const missing: string[] = [];
    page.on('response', (answer) => {
      if (answer.status() === 404) missing.push(new URL(answer.url()).pathname);
    });
    await page.goto(`${origin}/sign-in`);
    await checkPage(page, '/sign-in');
    await page.getByLabel('E-mail').fill('someone@office.example');
    await page.getByLabel('Password').fill('wrong');
    await page.getByLabel('Code').fill('000000');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await checkPage(page, '/sign-in refused');
    await signIn(page, world, lead);
    const denser = ['/queue', `/submissions/${report.id}`, `/cases/${opened.id}`];
    const rest = ['/queue?view=mine', '/queue?view=processing', '/cases', '/confirm', '/custody', '/account'];
    for (const path of forcedColors === 'none' ? [...denser, ...rest] : denser) {
      await page.goto(`${origin}${path}`);
      await page.locator('details').evaluateAll((all) => all.forEach((each) => ((each as HTMLDetailsElement).open = true)));
      await checkPage(page, `${path} ${forcedColors}`);
    }
    const icon = await page.locator('link[rel="icon"]').getAttribute('href');
    expect((await page.request.get(`${origin}${icon}`)).headers()['content-type']).toContain('image/svg+xml');
    expect(missing).toEqual([]);
    await context.close();
  }
});
