/** Makes PDFs of receipts for the public: one at a time beside everything else that this process serves, a few waiting, and one request of each report. */
import { fileURLToPath } from 'node:url';
import { PressBusy } from '#infra/typeset/errors.ts';
import { openPress } from '#infra/typeset/press.ts';
import { typeset } from '#infra/typeset/typeset.ts';
import type { Sheet } from './sheet.ts';

/** `whose`: any name of the report. Throws `PressBusy`, `FontsMissing`, `DocumentNotMade`. */
export type SheetPress = (whose: string, data: Sheet, at: Date) => Promise<Uint8Array<ArrayBuffer>>;

const template = fileURLToPath(new URL('sheet.typ', import.meta.url));
/** Takes about half a second and 120 MB; with a thousand files of long names some seconds and 600 MB. */
const bounds = { milliseconds: 30_000, memoryBytes: 1024 ** 3 };

export function openSheetPress(): SheetPress {
  const press = openPress({ atOnce: 1, waiting: 8 });
  const asking = new Set<string>();
  return async (whose, data, at) => {
    if (asking.has(whose)) throw new PressBusy('this report has a document under way');
    asking.add(whose);
    try {
      return await press(() => typeset({ template, data, at }, bounds));
    } finally {
      asking.delete(whose);
    }
  };
}
