/**
 * The language of a page, and its change. Nothing new is stored on the device: with a report that is being written the choice lies in its draft; without one it travels
 * in the address, as `?lang=es`, from page to page.
 *
 * | in this order | |
 * |---|---|
 * | what the route says | `setPageLanguage`: for a page with a session of its own |
 * | the draft's | while the report is not handed in |
 * | `?lang=` | of those that are offered |
 * | the draft's | after handing in: the draft cannot change any more, but the receipt's page can |
 * | the page's, from whose form the request came | where the draft is over: the answer is in the language in which was written |
 * | `Accept-Language` | of those that are offered |
 */
import type { AppLoadContext } from '@remix-run/node';
import { isLanguage, languageOf, type Language, type LanguageCode } from '#app/i18n/languages.ts';
import { languageFrom } from '#app/i18n/negotiate.ts';
import { languagesOffered, officeSay, type OfferedLanguage } from '#app/i18n/office-texts.ts';
import { textsIn, type Say } from '#app/i18n/texts.ts';
import type { IntakeSettings } from '#db/settings/definitions.ts';
import { languageField, withLanguage } from './address.ts';
import { changeDraft, findDraft, type Draft } from './draft/draft.ts';
import { recallPage, recallSpoken } from './draft/spoken.ts';
import type { FormReader } from './questions/form-reader.ts';

export type PageLanguage = {
  code: LanguageCode;
  /** Null while the record cannot be read. */
  settings: IntakeSettings | null;
  offered: readonly OfferedLanguage[];
  /** The language is that of the report which is being written in this browser, and is changed there. */
  isDrafting: boolean;
  /** The choice that this page's links must carry on; null where the draft or the route holds it, or nobody chose. */
  carried: LanguageCode | null;
};

const setByRoute = new WeakMap<AppLoadContext, LanguageCode>(); // one context a request

/** For a route whose page has a session of its own, with the language in it. Call it in the loader or the action; it holds for this request. */
export function setPageLanguage(context: AppLoadContext, code: string): void {
  setByRoute.set(context, languageOf(code).code);
}

export async function readPageLanguage(request: Request, context: AppLoadContext): Promise<PageLanguage> {
  const settings = await context.intake.settings().catch(() => null);
  const offered = languagesOffered(settings, context.intake.mode);
  const codes = offered.map(({ code }) => code);
  const draft = recallSpoken(context) ?? (await openSpoken(request, context));
  const byRoute = setByRoute.get(context);
  const isDrafting = byRoute === undefined && draft !== null && !draft.submitted;
  const asked = new URL(request.url).searchParams.get(languageField);
  const before = recallPage(context);
  const inAddress = [asked, draft === null ? before : undefined].find((code) => isLanguage(code) && codes.includes(code)) as
    | LanguageCode
    | undefined;
  const held = byRoute ?? (isDrafting ? languageOf(draft.language).code : undefined);
  const code =
    held ?? inAddress ?? (draft && languageOf(draft.language).code) ?? languageFrom(request.headers.get('accept-language'), codes);
  return { code, settings, offered, isDrafting, carried: held === undefined ? (inAddress ?? null) : null };
}

/** What a loader or an action says, in the page's language and with the office's own words. */
export async function speak(request: Request, context: AppLoadContext): Promise<Language & { say: Say }> {
  const { code, settings } = await readPageLanguage(request, context);
  return { ...languageOf(code), say: settings ? officeSay(settings, code) : textsIn(code) };
}

/** The language that the menu's button in a page's own form asks for; null where another button was pressed, or it is not offered. */
export async function languageAskedFor(form: Pick<FormReader, 'values'>, context: AppLoadContext): Promise<LanguageCode | null> {
  const asked = form.values[languageField]?.[0];
  if (!isLanguage(asked)) return null;
  const settings = await context.intake.settings().catch(() => null);
  return languagesOffered(settings, context.intake.mode).some(({ code }) => code === asked) ? asked : null;
}

/** From here on the pages of this draft are in another language; its answers stay as they are. */
export async function changeLanguage(context: AppLoadContext, draft: Draft, code: LanguageCode): Promise<void> {
  await changeDraft(context, draft, (content) => ({ ...content, language: code }));
}

/** An address of ours that opens in this language where the browser alone would not have chosen it. For redirects to pages without a draft. */
export async function addressIn(path: string, code: LanguageCode, request: Request, context: AppLoadContext): Promise<string> {
  const { offered } = await readPageLanguage(request, context);
  const negotiated = languageFrom(
    request.headers.get('accept-language'),
    offered.map((language) => language.code),
  );
  return negotiated === code ? path : withLanguage(path, code);
}

/** A page that has not read the draft: an address that is none, the first page after an error. A draft that cannot be read has no language. */
async function openSpoken(request: Request, context: AppLoadContext) {
  const draft = await findDraft(request, context).catch(() => null);
  return draft && { language: draft.content.language, submitted: draft.submitted };
}
