/**
 * Journeys: `test` and `expect` of Playwright with a whole installation of their own. `import { test, expect } from '#tests/support/browser.ts'`.
 * Vitest tests that only need a browser call `openBrowser`.
 */
import { chromium, type Browser } from 'playwright';
import { test as base, expect } from 'playwright/test';
import { processGroups, type ProcessGroup } from '#infra/local/environments.mjs';
import { chromiumOptions } from '#tests/support/chromium.ts';
import { startProcesses, type RunningProcess } from '#tests/support/processes.ts';
import { openWorld, type World } from '#tests/support/world.ts';

export { chromiumOptions, expect };

/** Launches the distribution's Chromium; the caller closes it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch(chromiumOptions);
}

/** A running installation: all six process groups in one world. */
export type Portal = { world: World; processes: Record<ProcessGroup, RunningProcess>; origins: World['installation']['origins'] };

/** Playwright's `test` with `world` (servers only) and `portal` (every process started), both once a worker. */
export const test = base.extend<object, { world: World; portal: Portal }>({
  world: [
    // Playwright reads the names of a fixture's dependencies from this very pattern.
    async ({}, use) => {
      const world = await openWorld({ name: 'journey' });
      await use(world);
      await world.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  portal: [
    async ({ world }, use) => {
      const processes = await startProcesses(world, processGroups);
      await use({ world, processes, origins: world.installation.origins });
      await Promise.all(Object.values(processes).map((running) => running.stop()));
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});
