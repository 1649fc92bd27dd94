/** Who asks: the session behind the cookie, and what its roles may do. Nothing of the console answers without one. */
import type { AppLoadContext } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { readSession } from '#db/accounts/sessions.ts';
import type { Session } from '#db/accounts/sessions.ts';
import { rights } from '#db/vocabularies/rights.ts';
import type { Role, Verb } from '#db/vocabularies/rights.ts';
import { hashToken } from '#infra/vault/tokens.ts';

export type Staff = Session & {
  /** The cookie's secret: tickets are derived from it. Never leaves the server. */
  token: string;
  may(verb: Verb): boolean;
};

type Asked = { request: Request; context: AppLoadContext };

/** `__Host-` binds the cookie to this host, https and the whole path; browsers refuse the prefix on plain http, which only loopback uses. */
export function cookieName(context: AppLoadContext): string {
  return context.secure ? '__Host-console' : 'console';
}

export function sessionCookie(context: AppLoadContext, token: string | null): string {
  const attributes = `Path=/; HttpOnly; SameSite=Strict${context.secure ? '; Secure' : ''}`;
  return token === null ? `${cookieName(context)}=; Max-Age=0; ${attributes}` : `${cookieName(context)}=${token}; ${attributes}`;
}

/** The staff member who asks, or null. A stream passes `touch: false`: it must not keep the session awake. */
export async function readStaff({ request, context }: Asked, { touch = true }: { touch?: boolean } = {}): Promise<Staff | null> {
  const token = readCookie(request.headers.get('Cookie'), cookieName(context));
  if (token === null) return null;
  const session = await readSession(context.sql, hashToken(token), { touch });
  if (!session) return null;
  return { ...session, token, may: (verb) => hasRight(session.roles, verb) };
}

/**
 * The staff member, who must have at least one of the rights (none named: any signed-in account will do).
 * Throws a redirect to the sign-in page, which leads back afterwards, or 403.
 */
export async function requireStaff(asked: Asked, verbs: readonly Verb[] = [], options: { touch?: boolean } = {}): Promise<Staff> {
  const staff = await readStaff(asked, options);
  if (!staff) throw redirect(`/sign-in${backTo(asked.request)}`);
  if (verbs.length > 0 && !verbs.some((verb) => staff.may(verb))) throw new Response(null, { status: 403, statusText: 'Forbidden' });
  return staff;
}

/** Demands a sign-in within the last quarter of an hour; else leads through its confirmation and back to `page`. */
export function requireFresh(staff: Staff, page: string): void {
  if (!staff.fresh) throw redirect(`/confirm?to=${encodeURIComponent(page)}`);
}

export function hasRight(held: readonly Role[], verb: Verb): boolean {
  const allowed: readonly Role[] = rights[verb];
  return held.some((role) => allowed.includes(role));
}

/** Only a path of our own is a place to lead someone to. */
export function safeReturn(to: unknown): string {
  if (typeof to !== 'string' || !/^\/(?![/\\])[A-Za-z0-9/?=&_.-]*$/.test(to) || to.startsWith('/sign-')) return '/';
  return to;
}

function backTo(request: Request): string {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.searchParams.has('_data')) return '';
  const to = safeReturn(`${url.pathname}${url.search}`);
  return to === '/' ? '' : `?to=${encodeURIComponent(to)}`;
}

function readCookie(header: string | null, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value && /^[A-Za-z0-9_-]{20,100}$/.test(value)) return value;
  }
  return null;
}
