/**
 * The follow-up page's session: half an hour after its last use and at most eight hours. The browser holds a random token, the record its hash; the token proves
 * which one report every verb of the page may touch. Opening and looking are no events of custody.
 */
import type { Sql } from '../connect.ts';
import { askIntake } from './errors.ts';

/** 32 random bytes, as they lie in the cookie. */
export type FollowSession = { token: Uint8Array };

/**
 * Opens the page. `tokenHash` is SHA-256 of the new session's token; `language` null: the report's own. Returns the session's language.
 * Throws `NoSuchReport` for an unknown reference, a wrong proof and a page that its witness has closed, alike.
 */
export async function openPage(
  sql: Sql,
  { reference, proof, tokenHash, language }: { reference: string; proof: Uint8Array; tokenHash: Uint8Array; language: string | null },
): Promise<string> {
  const [row] = await askIntake(
    () => sql<{ language: string }[]>`
      select intake_open_page(${reference}, ${Buffer.from(proof)}, ${Buffer.from(tokenHash)}, ${language}) as language`,
  );
  if (!row) throw new Error('intake_open_page returned nothing');
  return row.language;
}

/** Ends the session; one that has ended already is fine. */
export async function closePage(sql: Sql, { token }: FollowSession): Promise<void> {
  await askIntake(() => sql`select intake_close_page(${Buffer.from(token)})`);
}

/** The session's language, set first where one is given. Throws `FollowEnded`. */
export async function pageLanguage(sql: Sql, { token }: FollowSession, language: string | null = null): Promise<string> {
  const [row] = await askIntake(
    () => sql<{ language: string }[]>`select intake_page_language(${Buffer.from(token)}, ${language}) as language`,
  );
  if (!row) throw new Error('intake_page_language returned nothing');
  return row.language;
}

/** In which language to tell someone that their session has ended; null where nothing is left of it. */
export async function endedLanguage(sql: Sql, { token }: FollowSession): Promise<string | null> {
  const [row] = await askIntake(() => sql<{ language: string | null }[]>`select intake_ended_language(${Buffer.from(token)}) as language`);
  return row?.language ?? null;
}

/**
 * Another passphrase from now on; other open pages of the report are closed, and additions that are open and its receipt end. Sent again after a lost answer, it
 * changes nothing. Throws `NoSuchReport` where `proof` is not the one in force, `FollowEnded`.
 */
export async function changeProof(sql: Sql, { token }: FollowSession, proof: Uint8Array, newHash: Uint8Array): Promise<void> {
  await askIntake(() => sql`select intake_change_proof(${Buffer.from(token)}, ${Buffer.from(proof)}, ${Buffer.from(newHash)})`);
}

/** Closes the page for good; the report stays with the office. Throws as `changeProof`. */
export async function withdrawPage(sql: Sql, { token }: FollowSession, proof: Uint8Array): Promise<void> {
  await askIntake(() => sql`select intake_withdraw_page(${Buffer.from(token)}, ${Buffer.from(proof)})`);
}
