/** The language of the page that is being rendered. `entry.server.tsx` lays the root's data in, whether or not a loader ran; English where even that failed. */
import type { MetaFunction } from '@remix-run/node';
import { useRouteLoaderData } from '@remix-run/react';
import type { Texts } from '#app/i18n/catalogues.ts';
import type { LanguageCode } from '#app/i18n/languages.ts';
import { languageOf, sayWith, textsIn, type Language, type Say, type TextKey } from '#app/i18n/texts.ts';
import { withLanguage } from './address.ts';

export type RootData = {
  language: LanguageCode;
  /** The office's own words, in this language. */
  own: Texts;
  offered: readonly { code: LanguageCode; confirmed: boolean }[];
  /** The language is that of the report which is being written in this browser, and is changed there. */
  isDrafting: boolean;
  /** What links to other pages carry on; see `language.ts`. */
  carried: LanguageCode | null;
  /** The page comes back because something on it is wrong. */
  isRefused: boolean;
  office: { name: string; shortName: string; phone?: string | undefined } | null;
};

const nothingKnown: RootData = {
  language: 'en',
  own: {},
  offered: [],
  isDrafting: false,
  carried: null,
  isRefused: false,
  office: null,
};

export function useRoot(): RootData {
  return (useRouteLoaderData('root') as RootData | undefined) ?? nothingKnown; // laid in by the entry, which no type knows
}

export function useLanguage(): Language {
  return languageOf(useRoot().language);
}

/** Sentences in the page's language, those of the office in its own words. */
export function useSay(): Say {
  const { language, own } = useRoot();
  return sayWith(language, own);
}

/** Makes addresses of ours that keep the language which the reader chose without a draft: for every link to a page that may have none. */
export function useAddress(): (path: string) => string {
  const { carried } = useRoot();
  return (path) => withLanguage(path, carried);
}

/** The `meta` of a page whose title is one sentence of the catalogue, in the page's language. A page that was refused says so first: a screen reader reads the title first. */
export function titled(key: TextKey): MetaFunction {
  return ({ matches }) => {
    const root = (matches.find(({ id }) => id === 'root')?.data as RootData | undefined) ?? nothingKnown; // as in useRoot
    const say = textsIn(root.language);
    return [{ title: root.isRefused ? say('title.error', { title: say(key) }) : say(key) }];
  };
}
