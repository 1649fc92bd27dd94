/** "Leave quickly": where it goes, and what the browser forgets. */

/** A page that anyone might have open. */
export const leaveFor = 'https://www.weather.gov/';

const mostCookies = 20; // we set three (draft, addition, session of the follow-up page); a browser sends no more than it was given

/**
 * Ends every cookie that the browser has of us, by the names that it sent: a cookie that is added to the site one day is forgotten too. `Clear-Site-Data` says the same,
 * but not every browser listens to it.
 */
export function clearEveryCookie(header: string | null, secure: boolean): string[] {
  const names = (header ?? '')
    .split(';')
    .map((pair) => pair.split('=', 1)[0]?.trim() ?? '')
    .filter((name) => /^[\w-]+$/.test(name));
  return [...new Set(names)]
    .slice(0, mostCookies)
    .map((name) => `${name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${secure ? '; Secure' : ''}`);
}
