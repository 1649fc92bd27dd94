/** A phone whose clock is years wrong: every time that counts is the server's, and nothing of the way to the receipt depends on the phone's. */
import { textsIn } from '#app/i18n/texts.ts';
import { settings as definitions, type SettingValue } from '#db/settings/definitions.ts';
import { expect, test } from '#tests/support/browser.ts';
import { answerWhatIsNeeded, fillDay, handIn, save, sendFiles } from '#tests/support/intake.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { eventually, type World } from '#tests/support/world.ts';

const say = textsIn('en');
let intake: RunningProcess;
let origin: string;
test.beforeAll(async ({ world }) => {
  // Two starts a minute are free no more; the wait is too long to be what lets the phone in.
  await setLoad(world, { freeStartsPerMinute: 1, hardestSeconds: 2, waitSeconds: 120 });
  intake = await startProcess(world, 'intake');
  origin = world.installation.origins.intake;
});
test.afterAll(async ({ world }) => {
  await intake.stop();
  await setLoad(world, definitions['intake.load'].initial); // other journeys share this world
});
async function setLoad(world: World, value: SettingValue<'intake.load'>): Promise<void> {
  await world.superSql`
    insert into settings (key, version, value)
    select 'intake.load', coalesce(max(version), 0) + 1, ${JSON.stringify(value)}::text::jsonb from settings where key = 'intake.load'`;
}

/** A day as the form asks for it. */
function asFields(day: Date): Parameters<typeof fillDay>[2] {
  const [month = ''] = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).formatToParts(day).map(({ value }) => value);
  return { month, day: String(day.getUTCDate()), year: String(day.getUTCFullYear()) };
}

for (const year of [2019, 2041]) {
  test(`a phone that believes in ${year} does the sum, dates the event, sends a file and hands in; the record has the right time`, async ({
    browser,
    world,
  }) => {
    await eventually('a start is asked for a sum', async () => (await new Witness(origin).post('/report')).status === 307);
    const context = await browser.newContext();
    await context.clock.setFixedTime(new Date(`${year}-03-05T11:12:13Z`));
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    const [asked, sent]: [string[], string[]] = [[], []];
    page.on('request', (request) => {
      const { origin: to, pathname } = new URL(request.url());
      if (pathname.startsWith('/assets/solve')) asked.push(pathname);
      if (to === world.servers.s3.endpoint && request.method() === 'PUT') sent.push(pathname);
    });
    await page.goto(origin);
    expect(await page.evaluate(() => new Date().getFullYear())).toBe(year);
    await page.getByRole('button', { name: 'Start a report' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Your report' })).toBeVisible();
    expect(asked).not.toEqual([]);
    await expect(page.getByText(new RegExp(String(year)))).toHaveCount(0); // how long the draft is kept

    await answerWhatIsNeeded(page, origin);
    const today = new Date();
    await page.goto(`${origin}/report/when`);
    await fillDay(page, 'Date', asFields(new Date(today.getTime() + 2 * 86_400_000)));
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await expect(page.getByRole('alert')).toContainText(say('when.day.future'));
    await fillDay(page, 'Date', asFields(today));
    await save(page);
    await expect(page).toHaveURL(`${origin}/report/where`);
    await page.goto(`${origin}/report/files`);
    const photo = { name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(50_000, year % 251) };
    await sendFiles(page, [photo], { javaScriptEnabled: true });
    expect(sent).toHaveLength(1); // to the store itself, under a signature that has a time

    const { reference } = await handIn(page, origin);
    await expect(page.locator('main')).not.toContainText(String(year));
    const [stored] = await world.superSql<{ seconds: number; date: string; files: number }[]>`
      select abs(extract(epoch from clock_timestamp() - s.received_at))::float8 as seconds, v.answers #>> '{when,date}' as date,
        (select count(*)::int from files where submission_id = s.id) as files
      from submissions s join submission_versions v on v.submission_id = s.id where s.reference = ${reference}`;
    expect(stored).toMatchObject({ date: today.toISOString().slice(0, 10), files: 1 });
    expect(stored?.seconds).toBeLessThan(60);
    expect(complaints).toEqual([]);
    await context.close();
  });
}
