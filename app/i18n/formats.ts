/**
 * Dates, numbers and sizes as people of a language write them, made on the server, so that the same report reads the same on every device.
 * Where the runtime knows nothing of a language (Haitian Creole) or little (Yiddish) its words stand here.
 */
import { intlLocale, type LanguageCode } from './languages.ts';

const creoleMonths = [
  'janvye',
  'fevriye',
  'mas',
  'avril',
  'me',
  'jen',
  'jiyè',
  'out',
  'septanm',
  'oktòb',
  'novanm',
  'desanm',
] as const; // prettier-ignore
/** "Bytes", where `Intl` has only the English word. */
const bytesIn: Partial<Record<LanguageCode, string>> = { ht: 'okte', yi: 'בייטן' };

/** Spans of time, where `Intl` has none of the language's words; they are the same for one and for several. */
const spansIn: Partial<Record<LanguageCode, Record<'minute' | 'hour', string>>> = {
  ht: { minute: 'minit', hour: 'èdtan' },
  yi: { minute: 'מינוט', hour: 'שעה' },
};

/** One formatter of each kind and language is made, and kept: making one costs more than using it a hundred times. */
const kept = new Map<string, unknown>();
function keep<T>(kind: string, code: LanguageCode, make: (locale: string) => T): T {
  const key = `${kind} ${code}`;
  const found = kept.get(key) ?? make(intlLocale(code));
  kept.set(key, found);
  return found as T; // stored under the kind that it was made for
}

export function formatNumber(value: number, code: LanguageCode): string {
  return keep('number', code, (locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }))
    .format(value)
    .replaceAll('\u202f', '\u00a0');
}

/** `1,536 bytes` becomes `1.5 KB`. Decimal units, as phones and file pickers show them. */
export function formatSize(bytes: number, code: LanguageCode): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const own = step === 0 ? bytesIn[code] : undefined;
  if (own !== undefined) return `${formatNumber(bytes, code)} ${own}`;
  const unit = units[step] ?? 'byte';
  const options = { style: 'unit', unit, unitDisplay: step === 0 ? 'long' : 'short', maximumFractionDigits: 1 } as const;
  return keep(`size ${unit}`, code, (locale) => new Intl.NumberFormat(locale, options))
    .format(bytes / 1000 ** step)
    .replaceAll('\u202f', '\u00a0');
}

/** A limit in whole units, never more than what is really taken: 10 GiB is called 10 GB. */
export function formatLimit(bytes: number, code: LanguageCode): string {
  const step = Math.max(0, Math.min(4, Math.floor(Math.log2(bytes) / 10)));
  return formatSize(Math.floor(bytes / 1024 ** step) * 1000 ** step, code);
}

/** A span of whole minutes, from the sixtieth on in whole hours: `2 minutes`, `3 hours`. */
export function formatDuration(minutes: number, code: LanguageCode): string {
  const unit = minutes < 60 ? 'minute' : 'hour';
  const count = minutes < 60 ? minutes : Math.round(minutes / 60);
  const own = spansIn[code]?.[unit];
  if (own !== undefined) return `${formatNumber(count, code)} ${own}`;
  return keep(`span ${unit}`, code, (locale) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' })).format(count);
}

/** A moment in words, in one zone, with the zone's name as it is used in the United States: `January 3, 2026 at 2:30:05 PM EST`. */
export function formatMoment(at: Date, code: LanguageCode, zone: string): string {
  const abbreviation = keep(`zone ${zone}`, 'en', () => new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' }))
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return `${formatDateTime(at, code, zone)} ${abbreviation ?? zone}`;
}

function formatDateTime(at: Date, code: LanguageCode, zone: string): string {
  if (code === 'ht') {
    const time = keep(`time ${zone}`, code, (locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone: zone }));
    return `${creoleDay(at, zone)} a ${plainSpaces(time.format(at))}`;
  }
  const format = keep(
    `moment ${zone}`,
    code,
    (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium', timeZone: zone }),
  );
  return plainSpaces(format.format(at));
}

/** A calendar day as the witness gave it, `2026-01-03`, in words; no zone moves it. */
export function formatDay(day: string, code: LanguageCode): string {
  return code === 'ht' ? creoleDay(midnight(day), 'UTC') : plainSpaces(dayFormat(code).format(midnight(day)));
}

/** A clock time as the witness gave it, `14:30`: `2:30 PM`. */
export function formatTime(time: string, code: LanguageCode): string {
  return plainSpaces(clockFormat(code).format(new Date(`2000-01-01T${time}:00Z`)));
}

/** The twelve months, as a list to choose from shows them. */
export function formatMonths(code: LanguageCode): string[] {
  if (code === 'ht') return [...creoleMonths];
  const format = keep('month', code, (locale) => new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }));
  return Array.from({ length: 12 }, (_, month) => format.format(Date.UTC(2000, month, 1)));
}

function dayFormat(code: LanguageCode): Intl.DateTimeFormat {
  return keep('day', code, (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }));
}

function clockFormat(code: LanguageCode): Intl.DateTimeFormat {
  return keep('clock', code, (locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' }));
}

function creoleDay(at: Date, zone: string): string {
  const format = keep(`parts ${zone}`, 'ht', () => new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: zone }));
  const [year = '', month = '', day = ''] = format.format(at).split('-');
  return `${Number(day)} ${creoleMonths[Number(month) - 1] ?? month} ${year}`;
}

function midnight(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** `Intl` writes narrow and thin spaces around times and dashes, which differ from release to release and break a search for "2:30 PM". */
function plainSpaces(text: string): string {
  return text.replaceAll(/[\u2009\u202f]/g, ' ');
}
