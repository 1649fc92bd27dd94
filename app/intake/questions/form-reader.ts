/**
 * Reads one page's form into clean values, and collects what is wrong with it as catalogue keys, in the order of the page.
 * Line ends become `\n`. NUL and halves of surrogate pairs cannot be stored: they are taken out and the witness is told, once, with the clean text in the field.
 */
import { countCharacters } from '#db/intake/text.ts';
import type { TextKey, Values } from '#app/i18n/texts.ts';

export type Problem = { key: TextKey; values?: Values };

export type FormReader = {
  text(name: string, options: { limit: number; required?: TextKey }): string | undefined;
  choice<T extends string>(name: string, allowed: readonly T[], options?: { required?: TextKey }): T | undefined;
  choices<T extends string>(name: string, allowed: readonly T[]): T[];
  tick(name: string): boolean;
  number(name: string, options: { min: number; max: number; wrong: TextKey }): number | undefined;
  problem(name: string, key: TextKey, values?: Values): void;
  /** Whether something in it cannot be stored and was taken out. */
  isCleaned(name: string): boolean;
  problems: Record<string, Problem>;
  /** Names of the fields that were read as text or as a number: what somebody typed, and not one of ours. */
  typed: ReadonlySet<string>;
  /** As it was sent, cleaned: what the page shows again. */
  values: Record<string, string[]>;
};

/** More than the fullest page has: twenty people with every box ticked. The request's own limit bounds what they hold. */
export const mostFields = 2_000;

export function readForm(form: FormData): FormReader {
  const values: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  const altered = new Set<string>();
  let fields = 0;
  for (const [name, value] of form) {
    if (typeof value !== 'string' || (fields += 1) > mostFields) continue;
    const clean = cleanText(value);
    if (clean.length !== value.replaceAll('\r\n', '\n').length) altered.add(name);
    (values[name] ??= []).push(clean);
  }
  const problems: Record<string, Problem> = {};
  const problem = (name: string, key: TextKey, more?: Values): void => {
    problems[name] ??= { key, ...(more ? { values: more } : {}) };
  };
  const first = (name: string): string => values[name]?.[0] ?? '';
  const typed = new Set<string>();
  return {
    problems,
    typed,
    values,
    problem,
    isCleaned: (name) => altered.has(name),
    text(name, { limit, required }) {
      typed.add(name);
      const text = first(name);
      if (altered.has(name)) problem(name, 'error.unstorable');
      const length = countCharacters(text);
      if (length > limit) problem(name, 'error.tooLong', { limit, over: length - limit });
      if (text.trim() === '') {
        if (required) problem(name, required);
        return undefined;
      }
      return text;
    },
    choice(name, allowed, { required } = {}) {
      const chosen = altered.has(name) ? undefined : allowed.find((option) => option === first(name));
      if (chosen === undefined && (required || altered.has(name) || first(name) !== '')) problem(name, required ?? 'error.notOffered');
      return chosen;
    },
    choices(name, allowed) {
      const given = values[name] ?? [];
      if (altered.has(name) || given.some((value) => !(allowed as readonly string[]).includes(value))) problem(name, 'error.notOffered');
      return allowed.filter((option) => given.includes(option));
    },
    tick(name) {
      if (altered.has(name) || !['', 'yes'].includes(first(name))) problem(name, 'error.notOffered');
      return first(name) === 'yes';
    },
    number(name, { min, max, wrong }) {
      typed.add(name);
      const text = latinDigits(first(name)).trim();
      if (altered.has(name)) problem(name, 'error.unstorable');
      if (text === '') return undefined;
      const value = Number(text);
      if (/^\d{1,9}$/.test(text) && value >= min && value <= max) return value;
      problem(name, wrong);
      return undefined;
    },
  };
}

/** Fields that a page sends of itself, and those with a passphrase, which no page ever shows again. */
const ours =
  /^(?:revision|shown|from|next|lang|spoken|opened|do|go|add|drop|again|back|sum|wait|passphrase|fresh|digits|homepage|truth|section|answers\..*)$/;

/** What somebody typed into a form that cannot be saved, in the order of the page: short or long, it is theirs, and the page that refuses it shows it again. */
export function typedTexts({ values, typed }: Pick<FormReader, 'values' | 'typed'>): string[] {
  return Object.entries(values)
    .filter(([name]) => !ours.test(name) && (typed.size === 0 || typed.has(name)))
    .flatMap(([, texts]) => texts)
    .filter((text) => text.trim() !== '' && text !== 'yes');
}

/** One form for every line end; without what neither jsonb nor canonical JSON can hold. */
export function cleanText(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\0', '').replaceAll(loneSurrogates, '');
}
const loneSurrogates = /\p{Surrogate}/gu;

/** Digits as other keyboards write them, Arabic, Bengali or full width, become 0 to 9: a number is the same number in every script. */
export function latinDigits(text: string): string {
  return text.replaceAll(/\p{Nd}/gu, (digit) => {
    const zero = zeros.find((start) => (digit.codePointAt(0) ?? 0) - start >= 0 && (digit.codePointAt(0) ?? 0) - start <= 9);
    return zero === undefined ? digit : String((digit.codePointAt(0) ?? 0) - zero);
  });
}
/** The digit nought: Arabic, Persian and Urdu, Devanagari, Bengali, Gurmukhi, full width. */
const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xff10];
