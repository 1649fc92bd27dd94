/** Steps of the staff's way through the console, for journeys. */
import type { Page } from 'playwright';
import { expect } from 'playwright/test';
import { codeOf, forgetCode, type StaffMember } from '#tests/support/review.ts';
import type { World } from '#tests/support/world.ts';

/** Signs in as a person does, with a code of this moment. */
export async function signIn(page: Page, world: World, person: StaffMember): Promise<void> {
  await forgetCode(world, person);
  await page.goto(`${world.installation.origins.review}/sign-in`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByLabel('Code').fill(codeOf(person));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toHaveCount(0);
}
