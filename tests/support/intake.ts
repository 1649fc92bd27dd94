/** Steps of a witness's way through the public pages, for journeys of every room. By roles and labels only: what a person or a screen reader finds. */
import type { Page } from 'playwright';
import { expect } from 'playwright/test';
import { textsIn, type Say } from '#app/i18n/texts.ts';

export const narrative = 'Three people in tactical vests without names took my neighbour from the bus stop.\nThey drove off in a grey van.';

export async function startReport(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/`);
  await page.getByRole('button', { name: 'Start a report' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your report' })).toBeVisible();
}

export async function openTask(page: Page, origin: string, name: string): Promise<void> {
  await page.goto(`${origin}/report`);
  await page.getByRole('link', { name, exact: true }).click();
}

export const save = (page: Page): Promise<void> => page.getByRole('button', { name: 'Save and continue' }).click();

/** The four that are needed. */
export async function answerWhatIsNeeded(page: Page, origin: string, text: string = narrative): Promise<void> {
  await openTask(page, origin, 'What happened');
  await page.getByLabel('Tell us what you saw').fill(text);
  await save(page);
  await save(page); // kinds of conduct: none is fine
  await fillDay(page, 'Date', { month: 'January', day: '3', year: '2026' });
  await page.getByLabel('Time, if you know it').fill('14:30');
  await save(page);
  await page.getByLabel('Address, street corner').fill('Roosevelt Ave and 82nd St');
  await page.getByLabel('Borough or county').selectOption('Queens');
  await save(page);
  await openTask(page, origin, 'What we may do with your report');
  await page.getByLabel('I have read this').check();
  await page.getByLabel('You may share my report with other prosecutors').check();
  await page.getByLabel('Show my report on the follow-up page').check();
  await save(page);
}

/** One of a page's days, by its question. */
export async function fillDay(
  page: Page,
  question: string,
  { month, day, year }: { month: string; day: string; year: string },
): Promise<void> {
  const group = page.getByRole('group', { name: question, exact: true });
  await group.getByLabel('Month').selectOption(month);
  await group.getByLabel('Day').fill(day);
  await group.getByLabel('Year').fill(year);
}

/** Some of what is not needed. */
export async function answerTheRest(page: Page, origin: string): Promise<void> {
  await openTask(page, origin, 'Who acted');
  await page.getByLabel('Border Patrol').check();
  await page.getByLabel('Said “police”').check();
  await page.getByLabel('How many of them were there?').fill('3');
  await save(page);
  await openTask(page, origin, 'Who was affected');
  await page.getByLabel('Yes, lightly').check();
  await save(page);
  await openTask(page, origin, 'You and how to reach you');
  await page.getByLabel('Yes, in confidence').check();
  await page.getByLabel('Name', { exact: true }).fill('Canary Witness');
  await page.getByLabel('E-mail address', { exact: true }).fill('canary@example.org');
  await save(page);
}

/** A file that lies nowhere. */
type Chosen = { name: string; mimeType: string; buffer: Buffer };

/** Chooses files on the page that is open, the report's or an addition's, and waits until each is stored. */
export async function sendFiles(
  page: Page,
  files: string | readonly string[] | readonly Chosen[],
  { javaScriptEnabled, say = textsIn('en') }: { javaScriptEnabled: boolean; say?: Say },
): Promise<void> {
  // A file that is chosen before the script runs waits for the form's button.
  if (javaScriptEnabled) await expect(page.getByText(say('files.choose.hint'))).toBeVisible();
  await page.getByLabel(say('files.choose')).setInputFiles(files);
  if (!javaScriptEnabled) await page.getByRole('button', { name: say('files.send') }).click();
  await expect(page.getByText(say('files.stored'), { exact: true })).toHaveCount([files].flat().length, { timeout: 60_000 });
}

/** "I have saved them", after which nothing of the report is left in the browser. */
export async function finish(page: Page, say: Say = textsIn('en')): Promise<void> {
  await page.getByLabel(say('receipt.confirm')).check();
  await page.getByRole('button', { name: say('receipt.finish') }).click();
  await expect(page.getByRole('heading', { level: 1, name: say('done.title') })).toBeVisible();
}

export type Handed = { reference: string; passphrase: string };

/** `truth`: the statement, or a part of it, that the witness is asked to confirm. */
export async function handIn(page: Page, origin: string, truth = 'true as far as I know'): Promise<Handed> {
  await page.goto(`${origin}/report/check`);
  await page.getByLabel(truth).check();
  await page.getByRole('button', { name: 'Hand in the report' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'We have your report' })).toBeVisible();
  return readReceipt(page);
}

export async function readReceipt(page: Page): Promise<Handed> {
  const reference = await page.locator('#reference').innerText();
  const passphrase = await page.locator('#passphrase').innerText();
  return { reference, passphrase };
}

export async function follow(page: Page, origin: string, { reference, passphrase }: Handed): Promise<void> {
  await page.goto(`${origin}/follow`);
  await page.getByLabel('Reference number').fill(reference);
  await page.getByLabel('Passphrase').fill(passphrase);
  await page.getByRole('button', { name: 'Show my report' }).click();
}
