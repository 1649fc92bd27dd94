/** The follow-up page's cookie: a random token and nothing else. A session cookie, out of reach of scripts, sent by our own pages only. */
import { readCookie } from '../draft/cookie.ts';

export function followCookieName(secure: boolean): string {
  return secure ? '__Host-follow' : 'follow';
}

/** The token's 32 bytes; null where there is no cookie or it is not one of ours. */
export function readFollowToken(header: string | null, secure: boolean): Buffer | null {
  const value = readCookie(header, followCookieName(secure));
  return value !== null && /^[A-Za-z0-9_-]{43}$/.test(value) ? Buffer.from(value, 'base64url') : null;
}

export function writeFollowToken(token: Uint8Array, secure: boolean): string {
  return `${followCookieName(secure)}=${Buffer.from(token).toString('base64url')}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}

export function clearFollowToken(secure: boolean): string {
  return `${followCookieName(secure)}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${secure ? '; Secure' : ''}`;
}

/** Several cookies of one answer. */
export function cookieHeaders(cookies: readonly string[]): Headers {
  return new Headers(cookies.map((cookie): [string, string] => ['Set-Cookie', cookie]));
}
