/** What each page that asks must be able to do: its form becomes a section of the draft, and back. */
import type { SectionName, Sections } from '../draft/content.ts';
import type { FormReader } from './form-reader.ts';

export type Section<N extends SectionName> = NonNullable<Sections[N]>;

export type Surroundings = {
  /** `YYYY-MM-DD` in the zone farthest ahead: no day after it can have begun anywhere. */
  latestDay: string;
  /** Of the pages. */
  language: string;
  /** What the pages say in the draft's language with the office's own words: for the notice of use, whose very words are recorded. */
  noticeShown: { version: string; language: string; sha256: string };
  /** Codes of the incidents that the office has published. */
  incidents: readonly string[];
  /** Whether "what happened" is told by a statement among the files, so that writing is not needed. */
  hasStatement: boolean;
};

export type Question<N extends SectionName> = {
  name: N;
  path: string;
  /** Whether a report can be handed in without it. */
  required: boolean;
  /** Undefined where the reader has collected a problem. */
  read(form: FormReader, around: Surroundings): Section<N> | undefined;
  values(section: Section<N>): Record<string, string[]>;
};

/** Leaves out what was not answered: absent, never an empty string. */
export function given<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
export function one(value: string | number | undefined): string[] {
  return value === undefined ? [] : [String(value)];
}
export function ticked(value: boolean): string[] {
  return value ? ['yes'] : [];
}
