import type { AppLoadContext, EntryContext } from '@remix-run/node';
import type { NameBlankPage } from '#app/http/answer-pages.ts';
import { logRouteError, renderDocument } from '#app/http/render.tsx';
import { ownTexts } from '#app/i18n/office-texts.ts';
import { readPageLanguage } from './language.ts';
import type { RootData } from './speech.tsx';

export const handleError = logRouteError;

/**
 * Lays the root's data in after action and loaders are done. A loader of the root would not do: Remix skips it where an action throws a refusal,
 * and it would not know the language that the action has just changed.
 */
export default async function answer(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  context: AppLoadContext,
) {
  const { staticHandlerContext } = remixContext;
  const isRefused = status >= 400 && staticHandlerContext.actionData !== null && staticHandlerContext.errors === null;
  // A page that is to be kept is made of the very words that stand in its name.
  const root = named.get(context) ?? (await readRoot(request, context, isRefused));
  staticHandlerContext.loaderData = { ...staticHandlerContext.loaderData, root };
  headers.set('Content-Language', root.language);
  return renderDocument(request, status, headers, remixContext, context);
}

const named = new WeakMap<AppLoadContext, RootData>(); // one context a request

/** An empty form is the same for all who read its language: `answer-pages.ts` keeps it under this name. */
export const nameBlankPage: NameBlankPage = async ({ pattern, request, context, data }) => {
  const root = await readRoot(request, context, false);
  named.set(context, root);
  return JSON.stringify([pattern, data, root]);
};

/** A page must stand even while the record is away: then the office's name and words are missing and nothing else. */
async function readRoot(request: Request, context: AppLoadContext, isRefused: boolean): Promise<RootData> {
  const { code, settings, offered, isDrafting, carried } = await readPageLanguage(request, context);
  return {
    language: code,
    own: settings ? ownTexts(settings, code) : {},
    offered: offered.map((language) => ({ code: language.code, confirmed: language.confirmed })),
    isDrafting,
    carried,
    isRefused,
    office: settings?.['intake.office'] ?? null,
  };
}
