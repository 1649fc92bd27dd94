import { captionLimit, lineLimit, urlLimit } from '#db/intake/sections.ts';
import { recorderKeys } from '#db/vocabularies/report-answers.ts';
import { entryValues, readEntries } from './entries.ts';
import { platformOf } from './link-address.ts';
import { cleanLinksIn } from './links-in-text.ts';
import { given, one, type Question } from './question.ts';

/**
 * Posts and videos elsewhere, never opened by us. In the draft an address stands as it was given; what of it is stored in the open, and what is sealed, is decided
 * when the report is handed in (`../kept-links.ts`). A share link in a line beside it could not be sealed, so the witness is asked for the post's own address.
 */
export const links: Question<'links'> = {
  name: 'links',
  path: '/report/links',
  required: false,
  read(form) {
    const read = readEntries(form, 'links', (entry) => {
      const said = entry.text('url', { limit: urlLimit, required: 'links.url.required' });
      const url = said === undefined ? undefined : findAddress(said);
      if (said !== undefined && url === undefined) entry.problem('url', 'links.url.wrong');
      const line = (name: string, limit: number): string | undefined => {
        const text = entry.text(name, { limit });
        if (text !== undefined && cleanLinksIn(text).sharer) entry.problem(name, 'links.share.here');
        return text;
      };
      const rest = given({
        postedBy: line('postedBy', lineLimit),
        seen: line('seen', lineLimit),
        recordedBy: entry.choice('recordedBy', recorderKeys),
        about: line('about', captionLimit),
      });
      return url === undefined ? undefined : { url, platform: platformOf(url), ...rest };
    });
    return { links: read.filter((link) => link !== undefined) };
  },
  values: ({ links }) =>
    entryValues('links', links, ({ url, postedBy, seen, recordedBy, about }) => ({
      url: [url],
      postedBy: one(postedBy),
      seen: one(seen),
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

/** As given, where a browser would take it for a page of the web. */
function webAddress(text: string): string | undefined {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && /^https?:\/\//iu.test(text) ? text : undefined;
}
