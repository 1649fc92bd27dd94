/**
 * What of a web address may lie in the open. Sites add parameters that tell who shared an address, to whom and from which device: whoever asks the site with one in
 * hand learns who the witness is. Pure, and by the text of the address alone: nobody asks a site, and nothing else in the address changes by a byte.
 *
 * On the sites whose addresses we know, only parameters that name what is shown are kept: they add new marks every few months, and a list of marks is always late. Elsewhere
 * any parameter may name the page, so only known marks go. What marks are in use was looked up in Firefox's notes on query stripping, Brave's and ClearURLs' lists; the
 * table is our own. Facebook's `pfbid…` and what a site hides in the path of an ordinary address stay: they cannot be told from the name of the post.
 */
import type { Platform } from '#db/vocabularies/report-answers.ts';
import { markBeginnings, marks, marksOf, shareLinks, sites } from './link-sites.ts';

export type LinkAddress = {
  /** What may be read by anyone who reads the report: the address without marks, or of a share link its site alone. */
  open: string;
  /** Not the address as it was given: that one is sealed. */
  taken: boolean;
  /** A share link: made for the person who shared it, and to be cleaned by opening it alone, which would tell the site. */
  sharer: boolean;
};

/** From the host name alone. */
export function platformOf(address: string): Platform {
  const host = hostOf(address);
  const found = Object.entries(sites).find(([, { hosts }]) => hosts.some((name) => isWithin(host, name)));
  return (found?.[0] as Platform | undefined) ?? 'other'; // the table's own keys
}

/** `address`: one that `findAddress` (links.ts) gave. */
export function cleanLink(address: string): LinkAddress {
  const { origin, path, query, fragment } = split(address);
  const sharer = { open: `${origin}/`, taken: true, sharer: true } as const;
  // An archive's copy: what follows is the address of the page that was copied, with that page's own marks.
  const copied = path.search(/https?:\/\//i);
  if (copied !== -1) {
    const inner = path.slice(copied) + query + fragment;
    if (!URL.canParse(inner)) return sharer;
    const kept = cleanLink(inner);
    return kept.sharer ? sharer : withTaken(address, origin + path.slice(0, copied) + kept.open);
  }
  if (isShareLink(address)) return sharer;
  const isKept = rule(address);
  const kept = keepOnly(query, isKept);
  // An address in an address, with marks of its own, that would have to be written anew: the whole is sealed instead.
  if (kept.slice(1).split('&').some(holdsMarkedAddress)) return sharer;
  return withTaken(address, origin + path + kept + cleanFragment(fragment));
}

const withTaken = (given: string, open: string): LinkAddress => ({ open, taken: open !== given, sharer: false });

/** The address in its own bytes; user name and password, which only ever tell who was signed in, are left out. Written together again it is the same address. */
function split(address: string): { origin: string; path: string; query: string; fragment: string } {
  // As browsers read it: a backslash is a slash, more than two slashes are two, and the host begins after the last "@" before the path.
  const [, scheme = '', authority = '', rest = ''] = /^(https?:[/\\]{2,})([^/\\?#]*)(.*)$/isu.exec(address) ?? [];
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/su.exec(rest) ?? [];
  return { origin: scheme + authority.slice(authority.lastIndexOf('@') + 1), path, query, fragment };
}

/** Which parameters of this address stay. */
function rule(address: string): (name: string) => boolean {
  const host = hostOf(address);
  const platform = platformOf(address);
  if (platform !== 'other') return (name) => sites[platform].names.includes(name.replace(sourceAmpersand, ''));
  const more = marksOf.filter((site) => isWithin(host, site.host)).flatMap(({ names }) => names);
  return (name) => !isMark(name) && !more.includes(name.toLowerCase());
}

/** Copied from a page's source, "&" is "&amp;". */
const sourceAmpersand = /^amp;/i;

function isMark(name: string): boolean {
  const small = name.toLowerCase().replace(sourceAmpersand, '');
  return marks.has(small) || markBeginnings.some((beginning) => small.startsWith(beginning));
}

/** `part` with its "?" or "#". What is kept is not written anew. */
function keepOnly(part: string, isKept: (name: string) => boolean): string {
  if (part === '') return '';
  const given = part.slice(1).split('&');
  const kept = given.filter((parameter) => parameter === '' || isKept(decode(parameter.split('=')[0] ?? '')));
  if (kept.length === given.length) return part;
  return kept.every((parameter) => parameter === '') ? '' : part.slice(0, 1) + kept.join('&');
}

/**
 * A fragment names the place on the page, or with some sites the page itself, and stays; without marks that stand in it as in a query, and without what browsers put
 * after `:~:`, which is the very words that somebody searched for or selected, and no part of what the page is asked for.
 */
function cleanFragment(fragment: string): string {
  const directive = fragment.indexOf(':~:');
  const named = directive === -1 ? fragment : fragment.slice(0, directive);
  const query = named.indexOf('?') + 1;
  const kept =
    query === 0
      ? keepOnly(named, (name) => !isMark(name))
      : named.slice(0, query - 1) + keepOnly(named.slice(query - 1), (name) => !isMark(name));
  return kept === '#' && kept !== fragment ? '' : kept;
}

function holdsMarkedAddress(parameter: string): boolean {
  const value = decode(parameter.slice(parameter.indexOf('=') + 1));
  return /^https?:\/\//i.test(value) && (!URL.canParse(value) || cleanLink(value).taken);
}

function isShareLink(address: string): boolean {
  const host = hostOf(address);
  const path = decode(new URL(address).pathname);
  return shareLinks.some((link) => isWithin(host, link.host) && link.path.test(path));
}

function hostOf(address: string): string {
  return new URL(address).hostname.replace(/\.$/, '');
}
const isWithin = (host: string, name: string): boolean => host === name || host.endsWith(`.${name}`);

/** As a site reads it; as it stands where it cannot be read. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
