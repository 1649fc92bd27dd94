/** `/details` of a web process, on its private port: what an operator needs to tell which of its parts is missing. Nothing about people or reports. */
import { askRecord } from '#db/answers.ts';
import type { Sql } from '#db/connect.ts';
import { findTalkativeSettings } from '#db/server-logging.ts';
import { programVersion } from '#infra/environment/version.ts';
import { askStore } from '#infra/store/answers.ts';
import type { Bucket, Store } from '#infra/store/client.ts';

const patience = 2_000; // milliseconds for each question: the private port gives the whole page five seconds

/** `bucket` is one that this process uses; `more` are the facts of one surface only. */
export async function describeSurface(
  name: string,
  { sql, store, bucket }: { sql: Sql; store: Store; bucket: Bucket },
  more?: () => Promise<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const [postgres, objects] = await Promise.all([askRecord(sql, patience), askStore(store, bucket, patience)]);
  return {
    surface: name,
    versions: { exhibit: programVersion, node: process.versions.node },
    postgres,
    store: objects,
    // A record that is down says so above; nothing can be read from it then.
    ...(postgres.answers ? { talkativeDatabase: await findTalkativeSettings(sql), ...(await more?.()) } : {}),
  };
}
