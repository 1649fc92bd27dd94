/** What the record remembers of load: the day's key, what was paid with, how many drafts are alive. Nothing of it belongs to a person. */
import type { Sql } from '../connect.ts';
import type { DraftProof } from './drafts.ts';
import { askIntake } from './errors.ts';

/** `day` is a date of UTC, `2026-11-22`. */
export type LoadKey = { day: string; key: Uint8Array };

/** Today's key, made if it is missing, and yesterday's. Throws `RecordUnreachable`. */
export async function readLoadKeys(sql: Sql): Promise<LoadKey[]> {
  return askIntake(() => sql<LoadKey[]>`select day, key from intake_load_keys()`);
}

/** True for the first who comes with this id, in whichever process. Throws `RecordUnreachable`. */
export async function spendOnce(sql: Sql, id: string): Promise<boolean> {
  const [row] = await askIntake(() => sql<{ first: boolean }[]>`select intake_spend(${id}) as first`);
  return row?.first === true;
}

/** Drafts that have not ended, counted up to `most`. Throws `RecordUnreachable`. */
export async function countDrafts(sql: Sql, most: number): Promise<number> {
  const [row] = await askIntake(() => sql<{ alive: number }[]>`select intake_count_drafts(${most}) as alive`);
  return row?.alive ?? 0;
}

/** Notes that a field was filled in which people neither see nor reach. The report that comes of the draft will say so to its readers. Throws `DraftEnded`. */
export async function suspectDraft(sql: Sql, { id, proof }: DraftProof): Promise<void> {
  await askIntake(() => sql`select intake_suspect(${id}, ${Buffer.from(proof)})`);
}
