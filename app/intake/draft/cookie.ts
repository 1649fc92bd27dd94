/**
 * The draft's cookie: its id and the key of its answers, nothing else anywhere. A session cookie, out of reach of scripts, sent by our own pages only.
 * Whoever loses it has shredded the draft, and that is the promise.
 */
export type DraftTicket = { id: string; key: string };

/** `__Host-` binds the cookie to this very host, but browsers take it over https only. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-draft' : 'draft';
}

/** Null where there is no cookie or it is not one of ours. */
export function readTicket(header: string | null, secure: boolean): DraftTicket | null {
  const prefix = `${cookieName(secure)}=`;
  const pair = header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix));
  const found = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/.exec(pair?.slice(prefix.length) ?? '');
  const [, id, key] = found ?? [];
  return id !== undefined && key !== undefined ? { id, key } : null;
}

export function writeTicket({ id, key }: DraftTicket, secure: boolean): string {
  return `${cookieName(secure)}=${id}.${key}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}

export function clearTicket(secure: boolean): string {
  return `${cookieName(secure)}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${secure ? '; Secure' : ''}`;
}
