import type { Sql } from '../connect.ts';
import { askIntake } from './errors.ts';
import type { FollowSession } from './follow-session.ts';

/**
 * Adds a correction as the next version of the answers; what was said before stays word for word. `section` is a page of the form, by its key.
 * Returns the version. Throws `OverLimit` (`corrections`), `FollowEnded`.
 */
export async function correctReport(
  sql: Sql,
  { token }: FollowSession,
  { section, text }: { section: string; text: string },
): Promise<number> {
  const [row] = await askIntake(
    () => sql<{ version: number }[]>`select intake_correct(${Buffer.from(token)}, ${section}, ${text}) as version`,
  );
  if (!row) throw new Error('intake_correct returned nothing');
  return row.version;
}
