/** Steps of a witness's way through the public pages, for journeys of every room. By roles and labels only: what a person or a screen reader finds. */
import type { Page } from 'playwright';
import { expect } from 'playwright/test';

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

export type Handed = { reference: string; passphrase: string };

export async function handIn(page: Page, origin: string): Promise<Handed> {
  await page.goto(`${origin}/report/check`);
  await page.getByLabel('true as far as I know').check();
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
