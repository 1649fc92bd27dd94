import { captionLimit, lineLimit, urlLimit } from '#db/intake/sections.ts';
import { recorderKeys, type Platform } from '#db/vocabularies/report-answers.ts';
import { entryValues, readEntries } from './entries.ts';
import { given, one, type Question } from './question.ts';

/** Posts and videos elsewhere. An address is kept as it was given and never opened by us. */
export const links: Question<'links'> = {
  name: 'links',
  path: '/report/links',
  required: false,
  read(form) {
    const read = readEntries(form, 'links', (entry) => {
      const said = entry.text('url', { limit: urlLimit, required: 'links.url.required' });
      const url = said === undefined ? undefined : findAddress(said);
      if (said !== undefined && url === undefined) entry.problem('url', 'links.url.wrong');
      const rest = given({
        postedBy: entry.text('postedBy', { limit: lineLimit }),
        recordedBy: entry.choice('recordedBy', recorderKeys),
        about: entry.text('about', { limit: captionLimit }),
      });
      return url === undefined ? undefined : { url, platform: platformOf(url), ...rest };
    });
    return { links: read.filter((link) => link !== undefined) };
  },
  values: ({ links }) =>
    entryValues('links', links, ({ url, postedBy, recordedBy, about }) => ({
      url: [url],
      postedBy: one(postedBy),
      recordedBy: one(recordedBy),
      about: one(about),
    })),
};

/** The one web address in what was pasted ("Look at this! https://…", as apps share it), or typed without its beginning; undefined for none, several, or anything but http(s). */
export function findAddress(said: string): string | undefined {
  const text = said.trim();
  if (!/\s/.test(text))
    return webAddress(text) ?? (/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+([/?#]|$)/u.test(text) ? webAddress(`https://${text}`) : undefined);
  const found = new Set((text.match(/https?:\/\/\S+/giu) ?? []).map((address) => address.replace(/[.,;:!?)\]}>"'”’»،。]+$/u, '')));
  const [only] = found;
  return found.size === 1 && only !== undefined ? webAddress(only) : undefined;
}

const hosts: Record<Exclude<Platform, 'other'>, readonly string[]> = {
  youtube: ['youtube.com', 'youtu.be', 'youtube-nocookie.com'],
  vimeo: ['vimeo.com'],
  x: ['x.com', 'twitter.com', 't.co'],
  instagram: ['instagram.com', 'instagr.am'],
  facebook: ['facebook.com', 'fb.com', 'fb.watch', 'fb.me'],
  tiktok: ['tiktok.com'],
};

/** From the host name alone: nobody asks the site. */
export function platformOf(url: string): Platform {
  const host = new URL(url).hostname.replace(/\.$/, '');
  const found = Object.entries(hosts).find(([, names]) => names.some((name) => host === name || host.endsWith(`.${name}`)));
  return (found?.[0] as Platform | undefined) ?? 'other'; // the table's own keys
}

/** As given, where a browser would take it for a page of the web. */
function webAddress(text: string): string | undefined {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && /^https?:\/\//iu.test(text) ? text : undefined;
}
