/** That a report's one mail was sent: known to the record, so that neither a second process nor a later start sends another. */
import type { Sql } from '../connect.ts';
import type { DraftProof } from './drafts.ts';
import { askIntake } from './errors.ts';

/** `take`: true for the one who may send now. `give_back`: the try surely sent nothing. Throws `DraftEnded`, `WrongState` before handing in, `RecordUnreachable`. */
export async function claimMail(sql: Sql, { id, proof }: DraftProof, what: 'take' | 'give_back'): Promise<boolean> {
  const [row] = await askIntake(
    () => sql<{ mine: boolean }[]>`select intake_mail_once(${id}, ${Buffer.from(proof)}, ${what === 'give_back'}) as mine`,
  );
  return row?.mine === true;
}
