/**
 * Checkpoints: every ten minutes the heads of all chains are closed under one signed root, and the note is copied to the `records` bucket, which
 * the database's administrators can not rewrite. The record appends and hashes, the vault signs, the store keeps: this file puts the three together.
 */
import type { Sql } from '#db/connect.ts';
import { closeCheckpoint, markCheckpointCopied, readUncopiedCheckpoints } from '#db/custody/checkpoints.ts';
import type { ClosedCheckpoint } from '#db/custody/checkpoints.ts';
import { formatNote } from '#db/custody/note.ts';
import type { Log } from '#infra/log/log.ts';
import type { Store } from '#infra/store/client.ts';
import { putObject } from '#infra/store/objects.ts';
import { signBytes } from '#infra/vault/signing.ts';
import type { SigningKey } from '#infra/vault/signing.ts';
import { copyKey } from '#workers/custody/compare-copies.ts';
import { startLoop } from '#workers/loop.ts';
import type { Loop } from '#workers/loop.ts';

export type CheckpointParts = { sql: Sql; store: Store; signingKey: SigningKey };

/** Closes a checkpoint now and at every interval; nothing is written when no head moved. */
export function startCheckpoints(parts: CheckpointParts & { log: Log; everyMs?: number }): Loop {
  return startLoop({
    name: 'custody.checkpoint',
    everyMs: parts.everyMs ?? 10 * 60_000,
    log: parts.log,
    round: async () => {
      await runCheckpoint(parts);
      return 'idle';
    },
  });
}

/**
 * One round. The note is committed before it is copied: a crash between leaves it uncopied, and the next round copies it.
 * Copying twice writes the same bytes under the same key.
 */
export async function runCheckpoint({
  sql,
  store,
  signingKey,
}: CheckpointParts): Promise<{ closed: ClosedCheckpoint | null; copied: number }> {
  const closed = await closeCheckpoint(sql, (text) =>
    formatNote(text, { publicKey: signingKey.publicKey, signature: signBytes(signingKey, Buffer.from(text, 'utf8')) }),
  );
  const waiting = await readUncopiedCheckpoints(sql);
  for (const checkpoint of waiting) {
    const key = copyKey(checkpoint.treeSize);
    await putObject(store, {
      bucket: 'records',
      key,
      body: Buffer.from(checkpoint.note, 'utf8'),
      contentType: 'text/plain; charset=utf-8',
    });
    await markCheckpointCopied(sql, checkpoint.id, key);
  }
  return { closed, copied: waiting.length };
}
