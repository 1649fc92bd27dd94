/**
 * Who comes back: the session behind the cookie. Each form of the follow-up pages carries a mark of the session it was made in, because another report may have been
 * opened in this browser since, and what was written for one must not arrive at the other.
 */
import { createHash } from 'node:crypto';
import { redirect, type AppLoadContext } from '@remix-run/node';
import { isLanguage, languageOf } from '#app/i18n/languages.ts';
import { languagesOffered } from '#app/i18n/office-texts.ts';
import { endedLanguage, pageLanguage, type FollowSession } from '#db/intake/follow-session.ts';
import { languageField, withLanguage } from '../address.ts';
import { addressIn, readPageLanguage, setPageLanguage } from '../language.ts';
import { typedTexts, type FormReader } from '../questions/form-reader.ts';
import { refusal, refusalKeyOf } from '../refuse.ts';
import { clearFollowToken, readFollowToken } from './cookie.ts';

export type Returned = FollowSession & {
  /** For the hidden field `opened` of every form. */
  mark: string;
};

/** The session of this request, with the page's language set from it. Without one: the page that opens it, or where something was typed a refusal that shows it again. */
export async function demandReturn(request: Request, context: AppLoadContext, form?: FormReader): Promise<Returned> {
  const token = readFollowToken(request.headers.get('cookie'), context.secure);
  if (token === null) {
    if (request.method !== 'GET') throw refusal('followEnded', { typed: typedIn(form) });
    throw redirect(withLanguage('/follow', (await readPageLanguage(request, context)).carried));
  }
  const mark = createHash('sha256').update(token).digest('hex').slice(0, 16);
  if (form && form.values.opened?.[0] !== mark) throw refusal('followOther', { typed: typedIn(form) });
  const asked = await languageAsked(request, context, form);
  try {
    setPageLanguage(context, await pageLanguage(context.sql, { token }, asked));
  } catch (error) {
    const key = refusalKeyOf(error);
    if (key === null) throw error;
    if (key !== 'followEnded') throw refusal(key, { typed: typedIn(form) });
    const language = asked ?? (await endedLanguage(context.sql, { token }).catch(() => null)); // without it the browser's
    if (language !== null) setPageLanguage(context, language);
    const headers = { 'Set-Cookie': clearFollowToken(context.secure) };
    if (request.method === 'GET') throw redirect(await spokenOn('/follow?over', request, context), { headers });
    throw refusal(key, { typed: typedIn(form), headers });
  }
  return { token, mark };
}

/** An address outside of the session, in the language that its pages have had. */
export async function spokenOn(path: string, request: Request, context: AppLoadContext): Promise<string> {
  const { code } = await readPageLanguage(request, context);
  return addressIn(path, code, request, context);
}

/** By the address, as the language menu's links have it, or by the menu's button in the page's own form. */
async function languageAsked(request: Request, context: AppLoadContext, form?: FormReader): Promise<string | null> {
  const asked = form?.values[languageField]?.[0] ?? new URL(request.url).searchParams.get(languageField);
  if (!isLanguage(asked)) return null;
  const settings = await context.intake.settings().catch(() => null);
  return languagesOffered(settings, context.intake.mode).some(({ code }) => code === asked) ? languageOf(asked).code : null;
}

function typedIn(form: FormReader | undefined): string[] {
  return form ? typedTexts(form) : [];
}
