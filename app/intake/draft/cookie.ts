/**
 * The draft's cookie: its id and the key of its answers, nothing else anywhere. A session cookie, out of reach of scripts, sent by our own pages only; while a file is under
 * way it outlives the browser, which phones end as they like, so that the file can go on (decision 21). Whoever loses it has shredded the draft, and that is the promise. Files added to a report that was handed in are a draft of their own with a cookie of its own,
 * so that one browser can hold both; below `/follow` it is the one that is meant.
 */
export type DraftTicket = { id: string; key: string };
export type TicketKind = 'draft' | 'addition';

/** `__Host-` binds the cookie to this very host, but browsers take it over https only. */
export function cookieName(secure: boolean, kind: TicketKind = 'draft'): string {
  return secure ? `__Host-${kind}` : kind;
}

/** Null where the header has no such cookie. */
export function readCookie(header: string | null, name: string): string | null {
  const prefix = `${name}=`;
  const pair = header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix));
  return pair?.slice(prefix.length) ?? null;
}

/** Null where there is no cookie or it is not one of ours. */
export function readTicket(header: string | null, secure: boolean, kind: TicketKind = 'draft'): DraftTicket | null {
  const found = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/.exec(
    readCookie(header, cookieName(secure, kind)) ?? '',
  );
  const [, id, key] = found ?? [];
  return id !== undefined && key !== undefined ? { id, key } : null;
}

/** The ticket that the page of this request works with. */
export function ticketOf(request: Request, secure: boolean): DraftTicket | null {
  return readTicket(request.headers.get('cookie'), secure, kindOf(request));
}

/** The same ticket again, which the browser then keeps as long as `outlives` says. Null where the request has none. */
export function renewTicket(request: Request, secure: boolean, outlives: boolean): string | null {
  const ticket = ticketOf(request, secure);
  return ticket && writeTicket(ticket, secure, kindOf(request), outlives);
}

function kindOf(request: Request): TicketKind {
  return new URL(request.url).pathname.startsWith('/follow/') ? 'addition' : 'draft';
}

/** As long as an upload can keep its draft (migration 0021): a browser drops the cookie then, also of a page that is open. Seconds. */
const longestUpload = 14 * 24 * 3600;

/** `outlives`: the browser keeps it when it is closed. */
export function writeTicket({ id, key }: DraftTicket, secure: boolean, kind: TicketKind = 'draft', outlives = false): string {
  const age = outlives ? `; Max-Age=${longestUpload}` : '';
  return `${cookieName(secure, kind)}=${id}.${key}; Path=/; HttpOnly; SameSite=Strict${age}${secure ? '; Secure' : ''}`;
}

export function clearTicket(secure: boolean, kind: TicketKind = 'draft'): string {
  return `${cookieName(secure, kind)}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${secure ? '; Secure' : ''}`;
}
