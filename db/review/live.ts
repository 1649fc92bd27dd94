/**
 * Live changes: Postgres tells every process that listens which row changed (ids and states only); each reader is told of what its account may see.
 * One listener a process, however many readers.
 */
import { asAccount } from '#db/connect.ts';
import type { Sql } from '#db/connect.ts';
import { z } from 'zod';

const announced = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('triage'), submission: z.uuid(), state: z.string() }),
  z.object({ kind: z.literal('export'), export: z.uuid(), case: z.uuid(), state: z.string() }),
]);
export type Change = z.infer<typeof announced>;

export type LiveChanges = {
  /** Calls `tell` with each change until the returned function is called. */
  subscribe(tell: (change: Change) => void): () => void;
  close(): Promise<void>;
};

/** Starts listening. The connection is re-made when it breaks; `onGap` then says that changes may have been missed. */
export async function listenLive(sql: Sql, onGap: () => void = () => {}): Promise<LiveChanges> {
  const readers = new Set<(change: Change) => void>();
  let first = true;
  const listening = await sql.listen(
    'exhibit_live',
    (text) => {
      const change = readChange(text);
      if (change) for (const tell of readers) tell(change);
    },
    () => {
      if (!first) onGap();
      first = false;
    },
  );
  return {
    subscribe(tell) {
      readers.add(tell);
      return () => readers.delete(tell);
    },
    close: () => listening.unlisten(),
  };
}

function readChange(text: string): Change | null {
  try {
    return announced.parse(JSON.parse(text));
  } catch {
    return null; // another version's announcement: its readers know it
  }
}

/** Whether this is a submission or a case that the account may see now: only such a one can be watched. */
export async function maySee(sql: Sql, accountId: string, id: string): Promise<boolean> {
  const rows = await asAccount(
    sql,
    accountId,
    (tx) => tx`select from submissions where id = ${id} union all select from cases where id = ${id}`,
  );
  return rows.length > 0;
}

/** Which of these changes the account may see, by the same policies as everything else. One query for a batch. */
export async function filterVisible(sql: Sql, accountId: string, changes: readonly Change[]): Promise<Change[]> {
  if (changes.length === 0) return [];
  const submissions = changes.flatMap((change) => (change.kind === 'triage' ? [change.submission] : []));
  const cases = changes.flatMap((change) => (change.kind === 'export' ? [change.case] : []));
  const seen = await asAccount(sql, accountId, async (tx) => {
    const rows = await tx<{ id: string }[]>`
      select id from submissions where id = any(${submissions}::uuid[]) union all select id from cases where id = any(${cases}::uuid[])`;
    return new Set(rows.map((row) => row.id));
  });
  return changes.filter((change) => seen.has(change.kind === 'triage' ? change.submission : change.case));
}
