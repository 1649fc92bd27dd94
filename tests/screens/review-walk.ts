/** Every page of the console, on a report that came in by the public form and was read by the workers. */
import type { Browser, Page } from 'playwright';
import { expect } from 'playwright/test';
import { signIn } from '#tests/support/console.ts';
import type { Handed } from '#tests/support/intake.ts';
import { makeStaff, seedReport, type StaffMember } from '#tests/support/review.ts';
import type { World } from '#tests/support/world.ts';
import type { Camera } from './camera.ts';

export async function walkReview(browser: Browser, world: World, camera: Camera, handed: Handed): Promise<void> {
  const origin = world.installation.origins.review;
  const desk = async (person: StaffMember): Promise<Page> => {
    const page = await (await browser.newContext({ colorScheme: 'light', reducedMotion: 'reduce' })).newPage();
    await signIn(page, world, person);
    return page;
  };
  const reviewer = await makeStaff(world, ['reviewer'], 'Ana Reviewer');
  const lead = await makeStaff(world, ['lead'], 'Lena Lead');
  const prosecutor = await makeStaff(world, ['prosecutor'], 'Paul Prosecutor');
  const auditor = await makeStaff(world, ['auditor'], 'Aud Auditor');
  await seedOthers(world);

  await walkSignIn(browser, origin, camera);
  const page = await desk(reviewer);
  await page.goto(`${origin}/queue`);
  const row = page.getByRole('row').filter({ hasText: handed.reference }).getByRole('link');
  await row.waitFor({ timeout: 120_000 }); // the workers have read everything
  await camera.take(page, '02-queue');
  await page.goto(`${origin}/queue?view=mine`);
  await camera.take(page, '02-queue-empty');
  await page.goto(`${origin}/queue`);
  await row.click();
  await page.getByRole('button', { name: 'Claim' }).click();
  await expect(page.getByText('You have it')).toBeVisible();
  await page.getByRole('button', { name: 'Show the small pictures' }).click();
  await picturesLoad(page);
  await camera.take(page, '03-submission');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  for (const summary of await page.locator('main summary').all()) await summary.click();
  await camera.take(page, '04-file-open');
  const address = page.url().split('?')[0] ?? '';
  await page.goto(`${address}?file=3`);
  await camera.take(page, '04-file-malware');
  await page.getByLabel('Accept', { exact: false }).first().check();
  await page.getByLabel('Reason', { exact: true }).selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Save decision' }).click();
  await expect(page.getByRole('heading', { name: 'Decide again' })).toBeVisible();
  await camera.take(page, '05-decided');
  await page.goto(`${origin}/account`);
  await camera.take(page, '09-account');
  await page.goto(`${origin}/cases`);
  await camera.take(page, '10-not-allowed');
  await page.goto(`${origin}/nowhere`);
  await camera.take(page, '10-not-found');
  await page.context().close();

  await walkCase({ world, camera, handed, office: await desk(lead), counsel: await desk(prosecutor), prosecutor });
  const audit = await desk(auditor);
  await audit.goto(`${origin}/custody`);
  await camera.take(audit, '08-custody');
  await audit.context().close();
}

async function walkSignIn(browser: Browser, origin: string, camera: Camera): Promise<void> {
  const page = await browser.newPage();
  await page.goto(`${origin}/sign-in`);
  await camera.take(page, '01-sign-in');
  await page.getByLabel('E-mail').fill('someone@office.example');
  await page.getByLabel('Password').fill('not the password');
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await camera.take(page, '01-sign-in-refused');
  await page.close();
}

type CaseWalk = { world: World; camera: Camera; handed: Handed; office: Page; counsel: Page; prosecutor: StaffMember };

async function walkCase({ world, camera, handed, office, counsel, prosecutor }: CaseWalk): Promise<void> {
  const origin = world.installation.origins.review;
  await office.goto(`${origin}/cases`);
  await office.getByLabel('Title').fill('Bus stop at Roosevelt Avenue, January');
  await office.getByRole('button', { name: 'Open', exact: true }).click();
  await camera.take(office, '06-case-new');
  await office.getByLabel('Add a report by its reference').fill(handed.reference);
  await office.getByRole('button', { name: 'Add' }).first().click();
  await expect(office.getByRole('link', { name: handed.reference })).toBeVisible();
  await office.getByLabel('Add a person by e-mail').fill(prosecutor.email);
  await office.getByRole('button', { name: 'Add' }).last().click();
  await expect(office.getByText(prosecutor.email)).toBeVisible();
  const address = office.url();
  await office.goto(`${origin}/cases`);
  await camera.take(office, '06-cases');
  await office.goto(`${origin}/confirm`);
  await camera.take(office, '07-confirm');
  await office.context().close();
  await counsel.goto(address);
  await camera.take(counsel, '06-case');
  await counsel.getByLabel('For whom').fill('Queens County District Attorney');
  await counsel.getByRole('button', { name: 'Ask for the bundle' }).click();
  await expect(counsel.getByText('Ready', { exact: true })).toBeVisible({ timeout: 120_000 });
  await counsel.getByRole('button', { name: 'Get the bundle' }).click();
  await expect(counsel.getByRole('link', { name: /Download bundle/ })).toBeVisible();
  await camera.take(counsel, '07-bundle');
  await counsel.context().close();
}

/** Others in the queue, so that it looks like one. */
async function seedOthers(world: World): Promise<void> {
  await seedReport(world, { verdicts: ['clean', 'clean'], urgency: ['ongoing', 'minors'] });
  await seedReport(world, { verdicts: ['clean', 'encrypted'], urgency: ['injuries'] });
  await seedReport(world, {
    answers: { v: 1, language: 'ar', what: { narrative: 'مرحبا' }, where: { place: 'أمام المحكمة', county: 'kings' } },
  });
  await seedReport(world, { verdicts: ['pending'], state: 'processing' });
}

async function picturesLoad(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page
        .locator('.filmstrip img')
        .evaluateAll((images) => images.every((image) => image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0)),
    )
    .toBe(true);
}
