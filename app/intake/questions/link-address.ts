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
  const { origin, path: whole, query, fragment } = split(address);
  const sharer = { open: `${origin}/`, taken: true, sharer: true } as const;
  if (isShareLink(address)) return sharer;
  // An archive's copy: what follows is the address of the page that was copied, with that page's own marks.
  const isKept = rule(address);
  const copied = copyIn(whole, platformOf(address));
  if (copied !== undefined) {
    const before = whole.slice(0, copied);
    const inner = `https://${whole.slice(copied)}${query}${fragment}`;
    if (!URL.canParse(inner) || holdsMark(before.replace(/https?:[/\\]+$/i, ''), isKept)) return sharer;
    const kept = cleanLink(inner);
    return kept.sharer ? sharer : withTaken(address, origin + before + kept.open.slice('https://'.length));
  }
  const path = whole.replaceAll(/;([^;/=]+)=[^;/]*/g, (parameter, name: string) => (isMark(decode(name)) ? '' : parameter));
  const kept = { query: keepOnly(query, isKept), fragment: cleanFragment(fragment, isKept) };
  const parameters = kept.query.slice(1).split('&');
  // What holds marks after all would have to be written anew: the whole is sealed instead.
  const holds = [path, ...parameters, kept.fragment.slice(1)].some((part) => holdsMark(part, isKept)) || runsOn(parameters);
  return holds ? sharer : withTaken(address, origin + path + kept.query + kept.fragment);
}

const withTaken = (given: string, open: string): LinkAddress => ({ open, taken: open !== given, sharer: false });

/** The address in its own bytes; user name and password, which only ever tell who was signed in, are left out. Written together again it is the same address. */
function split(address: string): { origin: string; path: string; query: string; fragment: string } {
  // As browsers read it: a backslash is a slash, more than two slashes are two, and the host begins after the last "@" before the path.
  const [, scheme = '', authority = '', rest = ''] = /^(https?:[/\\]{2,})([^/\\?#]*)(.*)$/isu.exec(address) ?? [];
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/su.exec(rest) ?? [];
  return { origin: scheme + authority.slice(authority.lastIndexOf('@') + 1), path, query, fragment };
}

/** Where in the path another page's address begins, without its scheme; some archives and readers take it without one, or with one slash. */
function copyIn(path: string, platform: Platform): number | undefined {
  const scheme = /https?:[/\\]+/i.exec(path);
  if (scheme !== null) return scheme.index + scheme[0].length;
  if (platform !== 'other') return undefined; // names there may look like hosts
  const host = [...path.matchAll(/(?<=[/\\])(?:[\w-]+\.)+[\w-]+(?=[/\\]|$)/g)].find(([name]) => isKnown(name));
  return host?.index;
}

function isKnown(host: string): boolean {
  const address = `https://${host}/`;
  return URL.canParse(address) && (platformOf(address) !== 'other' || shareLinks.some((link) => isWithin(hostOf(address), link.host)));
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
  const small = name.toLowerCase().replace(sourceAmpersand, '').replace(/\[.*$/s, ''); // a list's: "fbclid[]"
  return marks.has(small) || markBeginnings.some((beginning) => small.startsWith(beginning));
}

/** `part` with its "?" or "#". What is kept is not written anew. */
function keepOnly(part: string, isKept: (name: string) => boolean): string {
  if (part === '') return '';
  const given = part.slice(1).split('&');
  const isWord = (parameter: string): boolean => parameter === '' || (part.startsWith('#') && !parameter.includes('='));
  const kept = given.filter((parameter) => isWord(parameter) || isKept(decode(parameter.split('=')[0] ?? '')));
  if (kept.length === given.length) return part;
  return kept.every((parameter) => parameter === '') ? '' : part.slice(0, 1) + kept.join('&');
}

/**
 * A fragment names the place on the page, or with some sites the page itself, and stays; without marks that stand in it as in a query, and without what browsers put
 * after `:~:`, which is the very words that somebody searched for or selected, and no part of what the page is asked for.
 */
function cleanFragment(fragment: string, isKept: (name: string) => boolean): string {
  const directive = fragment.indexOf(':~:');
  const named = directive === -1 ? fragment : fragment.slice(0, directive);
  const query = named.indexOf('?') + 1;
  const kept = query === 0 ? keepOnly(named, isKept) : named.slice(0, query - 1) + keepOnly(named.slice(query - 1), isKept);
  return kept === '#' && kept !== fragment ? '' : kept;
}

/** Behind a second separator ("v=a?si=b"), written in code, or in an address of its own. `part`: the path, a parameter with its name, or the fragment. */
function holdsMark(part: string, isKept: (name: string) => boolean): boolean {
  const text = decodeFully(part);
  const value = text.indexOf('=') + 1;
  const withScheme = /https?:[/\\]+/i.exec(text);
  const bare = /^(?:[/\\]{2,})?(?=(?:[\w-]+\.)+[\w-]+\.?(?::\d+)?[/\\?#])/.exec(text.slice(value));
  const [at, length] = withScheme === null ? [value, bare?.[0].length] : [withScheme.index, withScheme[0].length];
  const address = length === undefined ? undefined : `https://${text.slice(at + length)}`;
  const own = withScheme === null ? text : text.slice(0, at); // without a scheme it may be none ("set=a.2?si=b")
  // Whatever stands before a sign of equality may be a name; signs at the end fill up a code ("UzpfSVNDOjE==").
  const names = own.split(/[?&;#/\\]/).flatMap((piece) => {
    const around = piece.split(/=+/);
    return around.slice(0, around.at(-1) === '' ? -2 : -1);
  });
  if (names.some((name) => !isKept(name))) return true;
  if (address === undefined) return false;
  return URL.canParse(address) ? cleanLink(address).taken : withScheme !== null;
}

/** Whether an address that was not written in code goes on behind an "&", with what its own site would not keep. */
function runsOn(parameters: readonly string[]): boolean {
  let isKept: ((name: string) => boolean) | undefined;
  for (const parameter of parameters) {
    if (parameter !== '' && isKept?.(decode(parameter.split('=')[0] ?? '')) === false) return true;
    const inner = /=(https?:[/\\]{2,}.*\?.*)$/is.exec(parameter)?.[1];
    if (inner !== undefined && URL.canParse(inner)) isKept = rule(inner);
  }
  return false;
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

/** What ASCII stands in code, as a site reads it; the rest as it stands. */
function decode(text: string): string {
  return text.replaceAll(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}

/** The same of what was written in code more than once: by a site within an address within an address. */
function decodeFully(text: string): string {
  let read = text;
  for (let round = 0; round < 4; round += 1) read = decode(read);
  return read;
}
