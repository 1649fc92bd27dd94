/** What was filed, as a receipt and a proof of filing tell it: sentences in the page's language, made once for page, paper and PDF. Pure. */
import { formatMoment, formatNumber, formatSize } from '#app/i18n/formats.ts';
import type { LanguageCode, Say } from '#app/i18n/texts.ts';
import { showName } from '#app/ui/visible-text.ts';
import { zones } from '#db/intake/places.ts';
import type { HashSource } from '#db/intake/uploads.ts';

export type FiledFile = {
  id: string;
  name: string;
  size: number;
  /** As computed on the device or while received, hex. */
  sha256: string | null;
  hashSource: HashSource | null;
  /** Sentences about this file alone. */
  notes?: readonly string[];
};
/** `zone`: of the place, from the witness's own answer; null where there is none. */
export type Filed = { reference: string; receivedAt: Date; zone: string | null; head: string; files: readonly FiledFile[] };

/**
 * A name in the direction of its own first letter. `shown` is for pages, with invisible characters written out; `forPaper` for the typesetter, which does that itself,
 * and to which a thousand names of five hundred characters would be minutes of work: the hash tells the file, not the name's end.
 */
type DescribedName = { shown: string; forPaper: string; direction: 'ltr' | 'rtl' };
export type DescribedFile = {
  id: string;
  /** Null: it came without one. */
  name: DescribedName | null;
  size: string;
  label: string;
  sha256: string | null;
  notes: readonly string[];
};
export type DescribedFiling = { reference: string; utc: string; local: string; head: string; files: DescribedFile[] };

const officeZone = Object.keys(zones)[0] ?? 'UTC';

/** The place's, else the office's. */
export const zoneOf = ({ zone }: Pick<Filed, 'zone'>): string => zone ?? officeZone;

export function describeFiling({ reference, receivedAt, zone, head, files }: Filed, say: Say, code: LanguageCode): DescribedFiling {
  const local = formatMoment(receivedAt, code, zoneOf({ zone }));
  return {
    reference,
    utc: say('receipt.utc', { time: formatMoment(receivedAt, code, 'UTC') }),
    local: say(zone === null ? 'receipt.local.office' : 'receipt.local.place', { time: local }),
    head,
    files: files.map((file) => ({
      id: file.id,
      name: file.name === '' ? null : { shown: showName(file.name), forPaper: cut(file.name), direction: directionOf(file.name) },
      size:
        file.size < 1000
          ? formatSize(file.size, code)
          : say('receipt.sizeExact', { size: formatSize(file.size, code), bytes: formatNumber(file.size, code) }),
      label: say(file.hashSource === 'device' ? 'receipt.hash.device' : 'receipt.hash.server'),
      sha256: file.sha256,
      notes: file.notes ?? [],
    })),
  };
}

const longestOnPaper = 120;

function cut(name: string): string {
  const characters = [...name];
  return characters.length <= longestOnPaper ? name : `${characters.slice(0, longestOnPaper).join('')} …`;
}

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** As a browser's `dir="auto"`: what the first letter says. */
function directionOf(text: string): 'ltr' | 'rtl' {
  return rightToLeft.test(/\p{Letter}/u.exec(text)?.[0] ?? '') ? 'rtl' : 'ltr';
}
