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

test('a double click, the back button and a second tab lead to one receipt', async () => {
  const before = await submissions();
  const context = await browser.newContext();
  const page = await context.newPage();
  await startReport(page, origin);
  await answerWhatIsNeeded(page, origin);
  const second = await context.newPage();
  await second.goto(`${origin}/report/check`);
  await second.getByLabel('true as far as I know').check();
  await page.goto(`${origin}/report/check`);
  await page.getByLabel('true as far as I know').check();
  await page.getByRole('button', { name: 'Hand in the report' }).dblclick();
  await page.waitForURL('**/report/receipt');
  const receipt = await readReceipt(page);

  await page.goBack();
  await page.waitForURL('**/report/receipt'); // the page of answers is gone: nothing of it was stored
  expect(await readReceipt(page)).toEqual(receipt);
  await second.getByRole('button', { name: 'Hand in the report' }).click();
  await second.waitForURL('**/report/receipt');
  expect(await readReceipt(second)).toEqual(receipt);
  expect(await submissions()).toBe(before + 1);
  await context.close();
  await checkInvariants(world, { acknowledged: [{ reference: receipt.reference, files: [] }], outputs: [intake.logs()] });
});

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
  expect((await witness.post('/report/what', { narrative: 'changed afterwards' })).location).toBe('/report/receipt');
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
