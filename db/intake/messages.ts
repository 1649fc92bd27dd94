import type { Sql } from '../connect.ts';
import { askIntake } from './errors.ts';
import type { FollowSession } from './follow-session.ts';

export const messageLimit = 5_000;

/** A witness writes to the office. Throws `OverLimit` (`messages`, of a day), `FollowEnded`. */
export async function sendToOffice(sql: Sql, { token }: FollowSession, body: string): Promise<void> {
  await askIntake(() => sql`select intake_send_message(${Buffer.from(token)}, ${body})`);
}
