/** The import rules hold only as long as the check that guards them works: here each rule is broken on purpose, in a small tree of its own. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const config = path.join(root, 'tests/config/dependency-cruiser.cjs');

let tree: string;
beforeEach(async () => {
  tree = await mkdtemp(path.join(tmpdir(), 'exhibit-imports-'));
  await symlink(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
  await cp(path.join(root, 'package.json'), path.join(tree, 'package.json'));
  await cp(path.join(root, 'tsconfig.json'), path.join(tree, 'tsconfig.json'));
});
afterEach(() => rm(tree, { recursive: true, force: true }));

async function findViolations(files: Record<string, string>): Promise<{ rule: string; from: string; to: string }[]> {
  const all = {
    'app/server.ts': '',
    'workers/main.ts': '',
    'db/connect.ts': 'export const a = 1;',
    'infra/a.ts': 'export const a = 1;',
    'tests/a.ts': 'export const a = 1;',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(path.dirname(path.join(tree, name)), { recursive: true });
    await writeFile(path.join(tree, name), text);
  }
  const program = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, '--config', config, '--output-type', 'json', 'app', 'workers', 'db', 'infra', 'tests'],
    {
      cwd: tree,
      maxBuffer: 64 * 1024 * 1024,
    },
  ).catch((failed: { stdout: string }) => failed); // violations are its exit code
  const report: { summary: { violations: { rule: { name: string }; from: string; to: string }[] } } = JSON.parse(stdout);
  return report.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}

test('a tree that keeps the rules has no violation', async () => {
  const found = await findViolations({
    'app/intake/a.ts': `import '#db/connect.ts'; import '#infra/a.ts'; import '../http/a.ts';`,
    'app/http/a.ts': '',
    'app/review/a.ts': `import '#infra/vault/open.ts';`,
    'infra/vault/open.ts': '',
    'workers/a.ts': `import '#db/connect.ts'; import '#infra/a.ts';`,
    'db/custody/chain.ts': `import type { a } from '../connect.ts'; export type B = typeof a;`,
    'tests/b.ts': `import '#app/server.ts'; import '#workers/main.ts';`,
  });
  expect(found).toEqual([]);
});

test('each broken rule is reported, at the file that breaks it', async () => {
  const planted: Record<string, [file: string, text: string]> = {
    'no-circle': ['infra/circle-a.ts', `import './circle-b.ts';`],
    unresolvable: ['infra/lost.ts', `import './nowhere.ts';`],
    'db-knows-only-itself': ['db/arrow.ts', `import '#infra/a.ts';`],
    'infra-knows-only-itself': ['infra/arrow.ts', `import '#db/connect.ts';`],
    'app-not-workers': ['app/http/arrow.ts', `import '#workers/main.ts';`],
    'workers-not-app': ['workers/arrow.ts', `import '#app/server.ts';`],
    'intake-not-review': ['app/intake/arrow.ts', `import '../review/a.ts';`],
    'review-not-intake': ['app/review/arrow.ts', `import '../intake/a.ts';`],
    'shared-app-knows-no-surface': ['app/ui/arrow.ts', `import '../review/a.ts';`],
    'only-review-unseals': ['app/intake/unseal.ts', `import '#infra/vault/open.ts';`],
    'app-never-touches-the-queue': ['app/review/queue.ts', `import '#infra/queue/a.ts';`],
    'pure-files-stay-pure': ['db/custody/chain.ts', `import '../connect.ts';`],
    'sql-only-in-db': ['workers/sql.ts', `import 'postgres';`],
    'store-only-in-infra': ['workers/store.ts', `import '@aws-sdk/client-s3';`],
    'no-test-code-in-the-product': ['workers/tested.ts', `import '#tests/a.ts';`],
    'no-development-package-in-the-product': ['workers/dev.ts', `import 'fast-check';`],
  };
  const found = await findViolations({
    'app/intake/a.ts': '',
    'app/review/a.ts': '',
    'infra/circle-b.ts': `import './circle-a.ts';`,
    'infra/vault/open.ts': '',
    'infra/queue/a.ts': '',
    ...Object.fromEntries(Object.values(planted)),
  });
  for (const [rule, [file]] of Object.entries(planted)) expect(found, rule).toContainEqual(expect.objectContaining({ rule, from: file }));
  // No rule is left out of this test.
  const { default: written } = (await import(config)) as { default: { forbidden: { name: string }[] } };
  expect(written.forbidden.map((rule) => rule.name).toSorted()).toEqual(Object.keys(planted).toSorted());
});
