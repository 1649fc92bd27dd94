/** Whether the record answers: a question without a table, so that every login may ask it. */
import type { Query } from './connect.ts';

export type RecordAnswer = { answers: true; version: string; milliseconds: number } | { answers: false };

/** Asks once, and waits no longer than `patience` milliseconds. Never rejects. */
export async function askRecord(sql: Query, patience: number): Promise<RecordAnswer> {
  const since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<RecordAnswer>((resolve) => (timer = setTimeout(resolve, patience, { answers: false })));
  const asked = sql<[{ version: string }]>`select current_setting('server_version') as version`.then(
    ([row]): RecordAnswer => ({ answers: true, version: row.version, milliseconds: Math.round(performance.now() - since) }),
    (): RecordAnswer => ({ answers: false }),
  );
  const answer = await Promise.race([asked, late]);
  clearTimeout(timer);
  return answer;
}
