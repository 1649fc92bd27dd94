/** The pages of an administrator, and the tasks of a reviewer. */
import type { Browser, Page } from 'playwright';
import { expect } from 'playwright/test';
import { setSetting } from '#db/settings/office.ts';
import { signIn } from '#tests/support/console.ts';
import { makeStaff, seedReport, type StaffMember } from '#tests/support/review.ts';
import type { World } from '#tests/support/world.ts';
import type { Camera } from './camera.ts';

export async function walkSettings(browser: Browser, world: World, camera: Camera): Promise<void> {
  const origin = world.installation.origins.review;
  const desk = async (person: StaffMember): Promise<Page> => {
    const page = await (await browser.newContext({ colorScheme: 'light', reducedMotion: 'reduce' })).newPage();
    await signIn(page, world, person);
    return page;
  };
  const administrator = await makeStaff(world, ['administrator'], 'Ada Administrator');
  await seedSettings(world, administrator);
  const page = await desk(administrator);
  const take = async (path: string, name: string) => {
    await page.goto(`${origin}/settings${path}`);
    await camera.take(page, name);
  };
  await take('', '11-settings');
  await page.goto(`${origin}/settings/intake.load`);
  await page.getByLabel('Longest work').fill('a minute');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await camera.take(page, '11-settings-wrong');
  await take('/incidents', '12-incidents');
  await take('/incidents/ROOSEVELT-82', '12-incident');
  await take('/texts?language=ar', '13-words');
  await take('/texts/en/notice.use.4', '13-words-one');
  await take('/languages', '14-languages');
  await take('/languages/ur', '14-language');
  await take('/reasons', '15-reasons');
  await take('/versions/intake.texts', '16-versions');
  await page.context().close();

  const report = await seedReport(world);
  await world.superSql`
    insert into tasks (submission_id, kind, ordinal, about, due_on) values
      (${report.id}, 'preservation', 1, '{"lead":"transit_camera"}', '2026-01-06'), (${report.id}, 'preservation', 2, '{"lead":"doorbell"}', '2099-01-06'),
      (${report.id}, 'help', 1, '{"need":"legal"}', null)`;
  const reviewer = await desk(await makeStaff(world, ['reviewer'], 'Rea Reviewer'));
  await reviewer.goto(`${origin}/tasks`);
  await reviewer.getByText('Close…').first().click();
  await camera.take(reviewer, '17-tasks');
  await reviewer.getByLabel('What came of it').first().selectOption({ index: 2 });
  await reviewer.getByRole('button', { name: 'Close the task' }).first().click();
  await expect(reviewer.getByRole('status')).toBeVisible();
  await reviewer.goto(`${origin}/tasks?view=done`);
  await camera.take(reviewer, '17-tasks-closed');
  await reviewer.context().close();
}

async function seedSettings(world: World, { id }: StaffMember): Promise<void> {
  const sql = world.sql('console');
  const words = [
    'The office gives no report to immigration agencies unless a judge has ordered it.',
    'The office gives reports to immigration agencies only where a court has ordered it.',
  ];
  for (const [n, text] of words.entries()) {
    const value = { own: { en: { 'notice.use.4': text }, ar: { 'notice.start.2': 'هذا ليس رقم الطوارئ 911.' } } };
    await setSetting(sql, id, { key: 'intake.texts', value, readVersion: n + 1, reason: 'lawyer' });
  }
  const place = { date: '2026-01-03', county: 'queens' };
  const value = [
    {
      ...place,
      code: 'ROOSEVELT-82',
      title: { en: 'Roosevelt Avenue bus stop', es: 'Parada de la avenida Roosevelt' },
      place: 'Roosevelt Avenue and 82nd Street',
      open: true,
    },
    { ...place, code: 'COURT-SQ', title: { en: 'Court Square station' }, place: 'Court Square', open: false },
  ];
  await setSetting(sql, id, { key: 'intake.incidents', value, readVersion: 1, reason: 'event' });
}
