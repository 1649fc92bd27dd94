/** F17: double click, two tabs, back, replay after a day. One submission, the same receipt. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright';
import { openBrowser } from '#tests/support/browser.ts';
import { answerWhatIsNeeded, readReceipt, startReport } from '#tests/support/intake.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
let intake: RunningProcess;
let browser: Browser;
let origin: string;

beforeAll(async () => {
  world = await openWorld({ name: 'f17' });
  intake = await startProcess(world, 'intake');
  browser = await openBrowser();
  origin = world.installation.origins.intake;
});
afterAll(async () => {
  await browser.close();
  await intake.stop();
  await world.close();
});

const submissions = async (): Promise<number> =>
  (await world.superSql<{ count: number }[]>`select count(*)::int as count from submissions`)[0]?.count ?? -1;

/** All that the record holds of a report, as text. */
async function recorded(reference: string): Promise<string> {
  const [row] = await world.superSql<{ all: string }[]>`
    select jsonb_build_object('submission', to_jsonb(s), 'versions', (select jsonb_agg(to_jsonb(v) order by v.version) from submission_versions v where v.submission_id = s.id),
      'head', (select to_jsonb(h) from custody_heads h where h.subject_id = s.id))::text as all
    from submissions s where reference = ${reference}`;
  return row?.all ?? 'no report';
}

test.each([true, false])(
  'a double click, the back button and second tabs lead to one receipt (JavaScript: %s)',
  async (javaScriptEnabled) => {
    const before = await submissions();
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await startReport(page, origin);
    await answerWhatIsNeeded(page, origin);
    const second = await context.newPage();
    await second.goto(`${origin}/report/check`);
    await second.getByLabel('true as far as I know').check();
    const third = await context.newPage();
    await third.goto(`${origin}/report/what`);
    await page.goto(`${origin}/report/where`);
    await page.goto(`${origin}/report/check`);
    await page.getByLabel('true as far as I know').check();
    await page.getByRole('button', { name: 'Hand in the report' }).dblclick();
    await page.waitForURL('**/report/receipt');
    const receipt = await readReceipt(page);
    const kept = await recorded(receipt.reference);
    expect(kept).toContain(receipt.reference);

    await page.goBack();
    await page.waitForURL('**/report/receipt'); // the page of answers is gone: nothing of it was stored
    expect(await readReceipt(page)).toEqual(receipt);
    await second.getByRole('button', { name: 'Hand in the report' }).click();
    await second.waitForURL('**/report/receipt');
    expect(await readReceipt(second)).toEqual(receipt);

    // A page that asks: on the way back, by its address, and as an old form that is sent now.
    for (const path of ['/report/where', '/report/what', '/report', '/report/files', '/report/statement']) {
      await second.goto(origin + path);
      await second.waitForURL('**/report/receipt');
    }
    await third.getByLabel('Tell us what you saw').fill('Changed after it was handed in, in a window that was left open.');
    await third.getByRole('button', { name: 'Save and continue' }).click();
    await expect.poll(() => third.getByRole('heading', { level: 1 }).innerText()).toBe('This report is already handed in');
    expect(await third.getByLabel('What you typed on that page').first().inputValue()).toContain('Changed after it was handed in');
    await third.locator('main a[href="/report/receipt"]').click();
    await third.waitForURL('**/report/receipt');
    expect(await readReceipt(third)).toEqual(receipt);
    expect(await recorded(receipt.reference)).toBe(kept);
    expect(await submissions()).toBe(before + 1);
    await context.close();
    await checkInvariants(world, { acknowledged: [{ reference: receipt.reference, files: [] }], outputs: [intake.logs()] });
  },
);

test('ten requests at once hand in once, and all are answered with the receipt', async () => {
  const before = await submissions();
  const witness = new Witness(origin);
  await witness.begin();
  await witness.answer();
  const answers = await Promise.all(Array.from({ length: 10 }, () => witness.handIn()));
  expect(answers.map(({ location }) => location)).toEqual(Array.from({ length: 10 }, () => '/report/receipt'));
  expect(await submissions()).toBe(before + 1);
});

test('a replay a day later gets the same receipt, and after the draft’s end a clear page', async () => {
  const witness = new Witness(origin);
  await witness.begin();
  await witness.answer();
  await witness.handIn();
  const receipt = await witness.receipt();
  const before = await submissions();
  const age = (hours: number) =>
    world.superSql`update drafts set created_at = created_at - make_interval(hours => ${hours}), expires_at = expires_at - make_interval(hours => ${hours})`;
  await age(24);
  expect((await witness.handIn()).location).toBe('/report/receipt');
  expect(await witness.receipt()).toEqual(receipt);
  expect(await witness.post('/report/what', { narrative: 'changed afterwards' })).toMatchObject({ status: 409, location: null });
  await age(72);
  expect((await witness.handIn()).status).toBe(410);
  expect(await submissions()).toBe(before);
});

test('two tabs that write different pages lose nothing; one that would overwrite newer text is asked first', async () => {
  const witness = new Witness(origin);
  await witness.begin();
  await Promise.all([
    witness.post('/report/what', { narrative: 'first', revision: '0' }),
    witness.post('/report/where', { place: 'corner', county: 'bronx', revision: '0' }),
  ]);
  const page = await witness.get('/report/check');
  expect(page.text).toContain('first');
  expect(page.text).toContain('corner');
  const asked = await witness.post('/report/what', { narrative: 'second', revision: '0' });
  expect(asked.status).toBe(409);
  expect(asked.text).toContain('>second</textarea>');
  expect((await witness.post('/report/what', { narrative: 'second', revision: '1' })).status).toBe(302);
});
