/** Units lie beside the code; critical and fault tests in `tests/`. All of them use real servers, so few files run at once. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url));
const never = ['**/node_modules/**', '**/build/**', '**/.data/**', 'tests/journeys/**', 'tests/accessibility/**'];
const shared = { root, pool: 'forks' as const, testTimeout: 30_000, hookTimeout: 120_000, teardownTimeout: 30_000 };

export default defineConfig({
  root,
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'units',
          include: ['{app,db,infra,workers,tests}/**/*.test.{ts,tsx}'],
          exclude: [...never, 'tests/critical/**', 'tests/faults/**'],
        },
      },
      { test: { ...shared, name: 'critical', include: ['tests/critical/**/*.test.ts'], exclude: never } },
      { test: { ...shared, name: 'faults', include: ['tests/faults/**/*.test.ts'], exclude: never, testTimeout: 120_000 } },
    ],
  },
});
