/**
 * The only way into the custody log. The SQL function `custody_append` builds the envelope after it holds the subject's head, so that
 * time and order agree; see infra/docs/custody-format.md.
 */
import type { Transaction } from '../connect.ts';
import type { Action } from '../vocabularies/actions.ts';
import { canonicalise } from './canonical.ts';

export type SubjectKind = 'submission' | 'case' | 'account' | 'office';
export type Subject = { kind: SubjectKind; id: string };
export type Actor = `account:${string}` | `service:${'receive' | 'media' | 'records' | 'console' | 'intake'}` | 'witness';

/** The database refused an event: XC001 it does not continue the chain, XC003 this login may not speak for that actor. */
export class CustodyRefused extends Error {
  override name = 'CustodyRefused';
  readonly code: string;
  constructor(code: string, cause: unknown) {
    super(`the custody log refused an event (${code})`, { cause });
    this.code = code;
  }
}

export type CustodyEntry = {
  subject: Subject;
  actor: Actor;
  /** In what capacity: `witness`, a role of rights.ts, or the process group. */
  role: string;
  action: Action;
  item?: string | undefined;
  /** A code of a vocabulary, never free text: it is inside the hash and can not be erased. */
  reason?: string | undefined;
  /** Free text, names, findings: bound by a salted digest, erasable alone. */
  payload?: unknown;
};

/**
 * Appends one event. Call it last in the transaction: the subject's head stays locked to the commit.
 * Throws `CustodyRefused`, `NotCanonical`.
 */
export async function appendCustody(tx: Transaction, entry: CustodyEntry): Promise<{ seq: number; hash: Buffer; at: Date }> {
  const payload = entry.payload === undefined || entry.payload === null ? null : canonicalise(entry.payload);
  try {
    const [row] = await tx<{ seq: number; hash: Buffer; at: Date }[]>`
      select seq, hash, at from custody_append(${entry.subject.kind}, ${entry.subject.id}, ${entry.actor}, ${entry.role}, ${entry.action},
        ${entry.item ?? null}, ${entry.reason ?? null}, ${payload})`;
    if (!row) throw new CustodyRefused('no row', undefined);
    return row;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && String(cause.code).startsWith('XC'))
      throw new CustodyRefused(String(cause.code), cause);
    throw cause;
  }
}
