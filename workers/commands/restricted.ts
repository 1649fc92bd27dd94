/**
 * `npm run restricted`: deletes the viewing copies of restricted reports and files from the store, all versions, and records it. Needs the key of the buckets' owner,
 * the only one that may delete there, and the records group's database login. Repeatable; at most so many reports a run, the next run goes on.
 */
import { connect, assertOrdinaryLogin } from '#db/connect.ts';
import { countResting, derivativesDeleted, nextRestricted } from '#db/restricted/derivatives.ts';
import type { Store } from '#infra/store/client.ts';
import { abortMultipart, listUploads } from '#infra/store/multipart.ts';
import { deleteVersion, listVersions } from '#infra/store/objects.ts';
import { openCommandStore, runCommand } from '#workers/command-start.ts';

/** Reports a run. */
const most = 1_000;
/** A media worker notices a restriction within a fifth of its lock (10 s); this is sixty locks. Seconds. */
const restSeconds = 600;

await runCommand(async (environment) => {
  const store = openCommandStore(environment);
  const sql = connect(environment.DATABASE_URL, { name: 'command-restricted', max: 1 });
  const done = { submissions: 0, derivatives: 0, versions: 0 };
  try {
    await assertOrdinaryLogin(sql);
    const unfinished = await unfinishedUploads(store);
    while (done.submissions < most) {
      const next = await nextRestricted(sql, { restSeconds });
      if (next === null) break;
      let versions = 0;
      for (const { key } of next.derivatives) {
        for (const uploadId of unfinished.get(key) ?? []) await abortMultipart(store, { bucket: 'derivatives', key, uploadId });
        versions += await deleteAll(store, key);
      }
      await derivativesDeleted(sql, { ...next, versions });
      done.submissions += 1;
      done.derivatives += next.derivatives.length;
      done.versions += versions;
    }
    process.stdout.write(`${JSON.stringify({ msg: 'restricted', ...done, waiting: await countResting(sql) })}\n`);
  } finally {
    store.client.destroy();
    await sql.end({ timeout: 5 });
  }
});

/** Deletes every version and delete marker under exactly this key; returns how many there were. */
async function deleteAll(store: Store, key: string): Promise<number> {
  const found = [];
  for await (const version of listVersions(store, 'derivatives', key)) if (version.key === key) found.push(version.versionId);
  for (const versionId of found) await deleteVersion(store, { bucket: 'derivatives', key, versionId });
  return found.length;
}

/** Parts that a writer left behind hold bytes too. */
async function unfinishedUploads(store: Store): Promise<Map<string, string[]>> {
  const byKey = new Map<string, string[]>();
  for await (const { key, uploadId } of listUploads(store, 'derivatives')) byKey.set(key, [...(byKey.get(key) ?? []), uploadId]);
  return byKey;
}
