/** Tasks in a real browser: what is due, closing with what came of it, and two who close the same. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright';
import { expect, test } from '#tests/support/browser.ts';
import { signIn } from '#tests/support/console.ts';
import { startProcess } from '#tests/support/processes.ts';
import { actionsOn, makeStaff, seedReport, type StaffMember } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
let origin: string;
let ana: StaffMember;
test.beforeAll(async () => {
  world = await openWorld({ name: 'tasks-journey' });
  ana = await makeStaff(world, ['reviewer'], 'Ana Reviewer');
  await startProcess(world, 'review');
  origin = world.installation.origins.review;
});
test.afterAll(() => world.close());

async function desk(browser: Browser, person: StaffMember, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await signIn(page, world, person);
  return page;
}

test('a reviewer sees what is overdue, closes a task with what came of it, and the report shows it', async ({ browser }) => {
  const report = await seedReport(world);
  const seeTask = (ordinal: number, lead: string, due: string) => world.superSql`
    insert into tasks (submission_id, kind, ordinal, about, due_on) values (${report.id}, 'preservation', ${ordinal}, ${JSON.stringify({ lead })}::text::jsonb, ${due}::text::date)`;
  await seeTask(1, 'doorbell', '2026-01-05');
  await seeTask(2, 'body_worn', '2099-01-05');
  const page = await desk(browser, ana);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Tasks' }).click();
  const task = page.getByRole('listitem').filter({ hasText: 'Doorbell or home camera' });
  await expect(page.locator('.task-cards > li').first()).toContainText('Doorbell');
  await expect(task).toContainText('January 5, 2026 Overdue');
  await expect(page.getByRole('listitem').filter({ hasText: 'Camera worn by an officer' })).not.toContainText('Overdue');
  await task.getByText('Close…').click();
  const note = 'The neighbor sent it. <b>ok</b>';
  await task.getByLabel('Note').fill(note);
  await page
    .context()
    .request.post(`${origin}/tasks`, { headers: { Origin: origin }, form: { task: 'x' } })
    .then((answer) => expect(answer.status()).toBe(404));
  await task.getByLabel('What came of it').selectOption('It is being kept, or the office has a copy');
  await task.getByRole('button', { name: 'Close the task' }).click();
  await expect(page.getByRole('status')).toContainText('The task is closed');
  await expect(task).toHaveCount(0);
  await page.goto(`${origin}/submissions/${report.id}`);
  const panel = page.getByRole('region', { name: 'Tasks' });
  await expect(panel).toContainText('It is being kept, or the office has a copy');
  await expect(panel).toContainText(note);
  await panel.getByText('Close…').click();
  await panel.getByLabel('What came of it').selectOption('It was not needed');
  await panel.getByRole('button', { name: 'Close the task' }).click();
  await expect(page).toHaveURL(`${origin}/submissions/${report.id}`);
  await expect(panel.getByText('Close…')).toHaveCount(0);
  expect((await actionsOn(world, 'submission', report.id)).filter((action) => action === 'task.closed')).toHaveLength(2);
  await page.context().close();
});

test('of two who close a task the second is told who was first, and keeps the note', async ({ browser }) => {
  const report = await seedReport(world);
  await world.superSql`insert into tasks (submission_id, kind, ordinal, about) values (${report.id}, 'help', 1, '{"need":"interpreter"}')`;
  const [first, second] = [await desk(browser, ana), await desk(browser, await makeStaff(world, ['lead'], 'Lena Lead'))];
  for (const page of [first, second]) {
    await page.goto(`${origin}/tasks`);
    const task = page.getByRole('listitem').filter({ hasText: 'An interpreter' });
    await task.getByText('Close…').click();
    await task.getByLabel('Note').fill('My own note');
    await task.getByLabel('What came of it').selectOption('Help was arranged');
  }
  await first.getByRole('button', { name: 'Close the task' }).click();
  await expect(first.getByRole('status')).toBeVisible();
  await second.getByRole('button', { name: 'Close the task' }).click();
  await expect(second.getByRole('alert')).toContainText('Ana Reviewer closed this task');
  await expect(second.getByRole('alert')).toContainText('My own note');
  await Promise.all([first.context().close(), second.context().close()]);
});

test('axe finds nothing on the pages with tasks, in light and dark, wide and narrow', async ({ browser }) => {
  const report = await seedReport(world);
  await world.superSql`insert into tasks (submission_id, kind, ordinal, about, due_on) values (${report.id}, 'preservation', 1, '{"lead":"post"}', '2026-01-05')`;
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 360],
  ] as const) {
    const page = await desk(browser, ana, { colorScheme, viewport: { width, height: 800 } });
    for (const path of ['/tasks', '/tasks?view=done', `/submissions/${report.id}`]) {
      await page.goto(`${origin}${path}`);
      if (!path.includes('done')) await page.getByText('Close…').first().click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, nodes }) => `${path}: ${id} ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
      expect(found).toEqual([]);
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([path, true]);
    }
    await page.context().close();
  }
});
