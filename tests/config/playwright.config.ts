/** Journeys and accessibility in the distribution's Chromium; nothing is downloaded. Each worker has a world and processes of its own (`#tests/support/browser.ts`). */
import { defineConfig } from 'playwright/test';
import { chromiumOptions } from '../support/chromium.ts';

/** They start an intake process of their own, some with another environment; the others share a whole installation, whose intake has the same port. */
const alone =
  /\/(accessibility\/text|journeys\/(clock|files|files-plain|files-under-way|intake|intake-pages|intake-weight|languages|leave|receipt|report-people|statement|uploads))\.spec\.ts$/;

/** Changes what starting a report costs, for every witness of its installation. */
const load = /\/journeys\/load\.spec\.ts$/;

export default defineConfig({
  testDir: '..',
  testMatch: /\/(journeys|accessibility)\/.*\.(spec|test|journey)\.ts$/,
  // A project has workers of its own: what one has started is ended before the other begins.
  projects: [
    { name: 'alone', testMatch: alone },
    { name: 'load', testMatch: load },
    { name: 'together', testIgnore: [alone, load] },
  ],
  outputDir: '../../test-results',
  fullyParallel: false,
  workers: 1, // a whole installation each: more than one at a time starves two cores
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../../test-results/journeys.json' }]],
  use: { launchOptions: chromiumOptions, trace: 'retain-on-failure', serviceWorkers: 'block' },
});
