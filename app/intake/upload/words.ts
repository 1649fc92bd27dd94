/** What the scripts of the pages with files say. Every sentence comes from the page, in its language; numbers are put into it here. */
import { showName } from '#app/ui/visible-text.ts';
import type { RowWord } from './row-words.ts';

export type RowWords = Record<RowWord, string> & {
  /** What `Intl` is asked for numbers. */
  locale: string;
  /** From bytes upwards by thousands, each with `{n}`. */
  sizes: readonly string[];
  /** Minutes, upwards, and how long that is in words. */
  times: readonly (readonly [number, string])[];
  maxFileBytes: number;
  /** How many files the page's list can hold. */
  room: number;
  refusedTypes: readonly string[];
  /** Asked before something that is not on the list is lost. */
  stay?: string;
};

/** What the page's own route has written into it. */
export function readWords<W extends RowWords>(): W {
  return JSON.parse(find('#words').textContent ?? '') as W;
}

export function find<E extends HTMLElement>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

export function fill(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\{(\w+)\}/g, (blank, key: string) => values[key] ?? blank);
}

export function named(text: string, name: string): string {
  return fill(text, { name: showName(name) });
}

const spokenTogether = 100; // milliseconds: of two texts at once a screen reader would read the second alone
let unspoken: string[] = [];

/** Spoken by a screen reader, in its turn. */
export function announce(text: string): void {
  unspoken.push(text);
  if (unspoken.length > 1) return;
  setTimeout(() => {
    find('#announcements').textContent = unspoken.join(' ');
    unspoken = [];
  }, spokenTogether);
}

/** `steady`: a number that grows keeps its width. The units are the server's: a language that no browser knows would get them in the phone's own. */
export function sayBytes(bytes: number, { sizes, locale }: RowWords, steady = false): string {
  const step = bytes < 1000 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  const most = step === 0 || value >= 100 ? 0 : 1;
  return fill(sizes[step] ?? '', { n: numbersIn(locale, steady ? most : 0, most).format(value) });
}

/** Rounded up, and the coarser the longer it is: nobody can know it to the minute. */
export function sayLeft(seconds: number, words: RowWords): string {
  if (seconds < 60) return words.leftLittle;
  const [, time = ''] = words.times.find(([minutes]) => minutes * 60 >= seconds) ?? words.times[words.times.length - 1] ?? [];
  return fill(words.left, { time });
}

const formats = new Map<string, Intl.NumberFormat>();
function numbersIn(locale: string, minimumFractionDigits: number, maximumFractionDigits: number): Intl.NumberFormat {
  const key = `${minimumFractionDigits}${maximumFractionDigits}`;
  const known = Intl.NumberFormat.supportedLocalesOf([locale]);
  const format =
    formats.get(key) ?? new Intl.NumberFormat(known.length > 0 ? known : 'en', { minimumFractionDigits, maximumFractionDigits });
  formats.set(key, format);
  return format;
}
