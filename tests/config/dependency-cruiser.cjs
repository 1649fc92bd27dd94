/**
 * The house as arrows: who may import whom (infra/docs/architecture in short: app and workers meet in db and infra, which know nothing of each other).
 * `tests/critical/imports.test.ts` plants a violation of each rule and sees it reported.
 */
const tests = '(\\.test\\.tsx?$|^tests/)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^virtual:' } },
    {
      name: 'db-knows-only-itself',
      severity: 'error',
      from: { path: '^db/', pathNot: tests },
      to: { path: '^(app|workers|infra|tests)/' },
    },
    {
      name: 'infra-knows-only-itself',
      severity: 'error',
      from: { path: '^infra/', pathNot: tests },
      to: { path: '^(app|workers|db|tests)/' },
    },
    { name: 'app-not-workers', severity: 'error', from: { path: '^app/', pathNot: tests }, to: { path: '^(workers|tests)/' } },
    { name: 'workers-not-app', severity: 'error', from: { path: '^workers/', pathNot: tests }, to: { path: '^(app|tests)/' } },
    { name: 'intake-not-review', severity: 'error', from: { path: '^app/intake/' }, to: { path: '^app/(review|evidence)/' } },
    { name: 'review-not-intake', severity: 'error', from: { path: '^app/(review|evidence)/' }, to: { path: '^app/intake/' } },
    {
      name: 'shared-app-knows-no-surface',
      severity: 'error',
      from: { path: '^app/(http|ui|i18n|answers)/', pathNot: tests },
      to: { path: '^app/(intake|review|evidence)/' },
    },
    {
      name: 'only-review-unseals',
      comment: 'The intake process must not be able to read an identity back: nothing but the console may even import the code that could.',
      severity: 'error',
      from: { path: '^(app|workers|db|infra)/', pathNot: `^app/review/|^infra/vault/|${tests}` },
      to: { path: '^infra/vault/open' },
    },
    {
      name: 'app-never-touches-the-queue',
      comment: 'Work is asked for by outbox rows, which survive Redis.',
      severity: 'error',
      from: { path: '^app/', pathNot: tests },
      to: { path: '(^infra/queue/|node_modules/(bullmq|ioredis)/)' },
    },
    {
      name: 'pure-files-stay-pure',
      comment: 'They are built into the offline verifiers. Types may be imported from anywhere: they are gone when the code runs.',
      severity: 'error',
      from: {
        path: '^db/custody/(canonical|chain|tree|note|leaf|sha256)\\.ts$|^workers/bundle/(zip[a-z-]*|bag-text|custody-lines|names|verify-text)\\.ts$',
      },
      to: {
        path: 'node_modules/(postgres|@aws-sdk|@smithy|bullmq|ioredis)/|^db/(connect|custody/append)|^infra/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'sql-only-in-db',
      severity: 'error',
      from: { path: '^(app|workers|infra)/', pathNot: tests },
      to: { path: 'node_modules/postgres/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'store-only-in-infra',
      severity: 'error',
      from: { path: '^(app|workers|db)/', pathNot: tests },
      to: { path: 'node_modules/(@aws-sdk|@smithy)/' },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      from: { path: '^(app|workers|db|infra)/', pathNot: tests },
      to: { path: '(\\.test\\.tsx?$|^tests/)' },
    },
    {
      name: 'no-development-package-in-the-product',
      severity: 'error',
      from: { path: '^(app|workers|db|infra)/', pathNot: `${tests}|^infra/local/` },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(build|\\.data|test-results)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
