/** Addresses on the evidence host, made for one session. */
import { createHmac } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import { createTickets } from '#db/review/tickets.ts';
import { hashToken, newToken } from '#infra/vault/tokens.ts';
import type { Staff } from './session.server.ts';

/** Shorter than a derivative's ticket lives, so that an address given at the end of a window still works for a while. */
const windowMs = 5 * 60_000;

/**
 * Addresses of viewing copies, by their ids. Within some minutes the same session gets the same address for the same copy (it is derived from the session's secret): the page
 * can be read again without flicker, and one look stays one custody event.
 */
export async function addressesFor(
  context: AppLoadContext,
  staff: Staff,
  derivativeIds: readonly string[],
): Promise<Record<string, string>> {
  const window = Math.floor(Date.now() / windowMs);
  const wanted = derivativeIds.map((id) => {
    const secret = createHmac('sha256', staff.token).update(`evidence ticket\n${id}\n${window}`).digest('base64url');
    return { id, secret, tokenHash: hashToken(secret) };
  });
  const written = await createTickets(
    context.sql,
    { id: staff.id, accountId: staff.accountId },
    wanted.map(({ id, tokenHash }) => ({ tokenHash, for: { kind: 'derivative', id } })),
  );
  return Object.fromEntries(
    wanted.filter(({ tokenHash }) => written.has(tokenHash.toString('hex'))).map(({ id, secret }) => [id, addressOf(context, secret)]),
  );
}

/** The address of an original or a bundle: a new secret each time. Null: not for this account. */
export async function addressForDownload(
  context: AppLoadContext,
  staff: Staff,
  target: { kind: 'original'; id: string; reason: string } | { kind: 'export'; id: string },
): Promise<string | null> {
  const { token, hash } = newToken();
  const written = await createTickets(context.sql, { id: staff.id, accountId: staff.accountId }, [{ tokenHash: hash, for: target }]);
  return written.size === 1 ? addressOf(context, token) : null;
}

function addressOf(context: AppLoadContext, secret: string): string {
  return `${context.review.evidenceOrigin}/e/${secret}`;
}
