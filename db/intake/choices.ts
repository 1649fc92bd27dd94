import type { z } from 'zod';
import type { Sql } from '../connect.ts';
import { askIntake } from './errors.ts';
import type { FollowSession } from './follow-session.ts';
import type { shownTextSchema, useSchema } from './sections.ts';

type Use = z.infer<typeof useSchema>;
export type Choices = Pick<Use, 'sharing' | 'showsReport'>;

/**
 * Gives choices or takes them back, as the next version. `shown` names the very words that stood beside the boxes, their version and language.
 * Returns the version; null where nothing changed. Throws `FollowEnded`, `OverLimit`.
 */
export async function changeChoices(
  sql: Sql,
  { token }: FollowSession,
  { sharing, showsReport }: Choices,
  shown: z.infer<typeof shownTextSchema>,
): Promise<number | null> {
  const asked = JSON.stringify({ sharing, showsReport, shown });
  const [row] = await askIntake(
    () => sql<{ version: number | null }[]>`select intake_choose(${Buffer.from(token)}, ${asked}::text::jsonb) as version`,
  );
  return row?.version ?? null;
}
