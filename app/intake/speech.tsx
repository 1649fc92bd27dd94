/** The language of the page that is being rendered. From the root's loader; English where even that failed. */
import { useRouteLoaderData } from '@remix-run/react';
import { languageOf, textsIn, type Language, type Say } from '#app/i18n/texts.ts';

export type RootData = { language: string; office: { name: string; shortName: string; phone?: string | undefined } | null };

export function useRoot(): RootData {
  const data = useRouteLoaderData('root') as RootData | undefined; // undefined in an error page before the loader ran
  return data ?? { language: 'en', office: null };
}

export function useLanguage(): Language {
  return languageOf(useRoot().language);
}

export function useSay(): Say {
  return textsIn(useLanguage().code);
}
