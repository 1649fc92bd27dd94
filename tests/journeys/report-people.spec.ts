/** The pages about people, vehicles, evidence and contact, as a person fills them in: with scripts and without, with the keyboard, and up to what the record then holds. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { expect, test } from '#tests/support/browser.ts';
import { answerWhatIsNeeded, fillDay, handIn, save, startReport } from '#tests/support/intake.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';

let intake: RunningProcess;
let origin: string;
test.beforeAll(async ({ world }) => {
  intake = await startProcess(world, 'intake');
  origin = world.installation.origins.intake;
});
test.afterAll(() => intake.stop());

const entry = (page: Page, name: string) => page.getByRole('group', { name, exact: true });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const open = (page: Page, path: string) => page.goto(`${origin}/report/${path}`);

for (const javaScriptEnabled of [true, false]) {
  test(`people are added and removed, and nothing typed is lost, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    await startReport(page, origin);
    await open(page, 'who');
    await expect(page.getByRole('button', { name: 'Remove person or group' })).toHaveCount(0);
    await entry(page, 'Person or group 1').getByLabel('Border Patrol').check();
    await entry(page, 'Person or group 1').getByLabel('A name, if you').fill('\u202EOfficer =1+1');
    await press(page, 'Add another person or group');
    await expect(page).toHaveURL(/#people\.1$/);
    await expect(page.locator('[id="people.1"]')).toBeInViewport();
    await entry(page, 'Person or group 2').getByLabel('How many of them').fill('two');
    await press(page, 'Add another person or group');
    await expect(page.getByRole('alert')).toBeFocused();
    await page.getByRole('link', { name: 'Write the number of people in digits, such as 4' }).click();
    await expect(entry(page, 'Person or group 2').getByLabel('How many of them')).toBeFocused();
    await expect(entry(page, 'Person or group 1').getByLabel('A name, if you')).toHaveValue('\u202EOfficer =1+1');
    await entry(page, 'Person or group 2').getByLabel('How many of them').fill('2');
    // Enter in a field saves: it must not press a button that adds or removes.
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/vehicles$/);
    await open(page, 'who');
    await expect(entry(page, 'Person or group 2').getByLabel('How many of them')).toHaveValue('2');
    await press(page, 'Remove person or group 1');
    await expect(page).toHaveURL(/who#people\.0$/);
    await expect(entry(page, 'Person or group 1').getByLabel('How many of them')).toHaveValue('2');
    await expect(entry(page, 'Person or group 2')).toHaveCount(0);
    await context.close();
  });
}

test('every page of people, evidence and contact is handed in as it was said; what unfolds and repeats passes axe and fits 320 px', async ({
  browser,
  world,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: true, viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  const check = async (what: string): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `${what} scrolls sideways`).toBeLessThanOrEqual(320);
  };
  await startReport(page, origin);
  await answerWhatIsNeeded(page, origin);

  await open(page, 'vehicles');
  await page.getByLabel('License plate').fill('KAB ?12');
  await press(page, 'Add another vehicle');
  await entry(page, 'Vehicle 2').getByLabel('Color').fill('black');
  await check('vehicles');
  await save(page);
  await page.getByRole('group', { name: 'Was anyone taken away?' }).getByLabel('Yes').check();
  await expect(page.getByText('We do not ask about anyone’s immigration status')).toBeVisible();
  await save(page);
  await page.getByLabel('State police').check();
  await save(page);
  await entry(page, 'Person 1').getByLabel('Name').fill('Canary Other');
  await save(page);
  await page.getByLabel('The press').check();
  await save(page);
  await page.getByLabel('Doorbell or home camera').check();
  await fillDay(page, 'When may it be lost?', { month: 'February', day: '30', year: '2027' });
  await save(page);
  await expect(page.getByRole('alert')).toBeFocused();
  await fillDay(page, 'When may it be lost?', { month: 'February', day: '28', year: '2027' });
  await save(page);
  await page.getByLabel('Link', { exact: true }).fill('see https://youtu.be/abc !');
  await save(page);
  await open(page, 'contact');
  await page.getByText('If you report for someone else').click();
  await page.getByLabel('Their name').last().fill('Canary Client');
  await page.getByLabel('No, I stay anonymous').check();
  await check('contact');
  await save(page);
  await expect(page.getByText('A legal aid group')).not.toHaveCount(0);
  await page.getByLabel('Legal help').check();
  await save(page);
  await open(page, 'check');
  await check('check');
  await expect(page.getByText('https://youtu.be/abc')).toBeVisible();
  expect(await page.locator('a[href*="youtu"]').count()).toBe(0);
  const { reference } = await handIn(page, origin);

  const [stored] = await world.superSql<{ answers: Record<string, unknown>; sealed: string[]; tasks: string[]; compartment: string }[]>`
    select v.answers, c.code as compartment, (select array_agg(kind order by kind) from identities where submission_id = s.id) as sealed,
      (select array_agg(kind || ' ' || about::text || ' ' || coalesce(due_on::text, '') order by kind) from tasks where submission_id = s.id) as tasks
    from submissions s join submission_versions v on v.submission_id = s.id left join compartments c on c.id = s.compartment_id where s.reference = ${reference}`;
  expect(stored).toMatchObject({
    answers: {
      vehicles: { vehicles: [{ plate: 'KAB ?12' }, { colour: 'black' }] },
      police: { agencies: ['state_police'] },
      witnesses: { named: 1 },
      losing: { leads: [{ kind: 'doorbell', lostOn: '2027-02-28' }] },
      links: { links: [{ url: 'https://youtu.be/abc', platform: 'youtube' }] },
      contact: { mode: 'anonymous', affected: true },
    },
    compartment: 'local',
    sealed: ['affected', 'others'],
    tasks: ['help {"need": "legal"} ', expect.stringMatching(/^preservation \{"lead": "doorbell"\} \d{4}-\d\d-\d\d$/)],
  });
  expect(JSON.stringify(stored)).not.toContain('Canary');
  await context.close();
});
