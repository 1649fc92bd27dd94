/**
 * Plain pages for what goes wrong before or outside Remix. Plain strings, because this must still work when nothing else does.
 * It looks like the rest: style sheet and icon are named by the build, see `useAssets`.
 */
import type { ErrorRequestHandler, Request, Response } from 'express';
import { isLanguage, type LanguageCode } from '#app/i18n/languages.ts';
import { languageFrom } from '#app/i18n/negotiate.ts';
import { languageOf, textsIn, type Values } from '#app/i18n/texts.ts';
import type { Log } from '#infra/log/log.ts';
import { refusals, type RefusalKey } from './refusals.ts';

let links = '';

/** Tells the error pages under which addresses this build's style sheet and icon are served. */
export function useAssets({ stylesheet, icon }: { stylesheet?: string; icon?: string }): void {
  links = [
    stylesheet ? `<link rel="stylesheet" href="${escapeHtml(stylesheet)}">` : '',
    icon ? `<link rel="icon" type="image/svg+xml" href="${escapeHtml(icon)}">` : '',
  ].join('');
}

let offered: readonly LanguageCode[] = ['en'];

/** Tells the error pages which languages this surface offers now. Until then, and on a surface that never tells, they are English. */
export function offerLanguages(codes: readonly LanguageCode[]): void {
  offered = codes;
}

/** From the address, where the reader's choice travels while there is no draft; else what the browser asks for. */
function languageOfRequest({ url, headers }: Pick<Request, 'url' | 'headers'>): LanguageCode {
  const asked = new URLSearchParams(url.split('?')[1]).get('lang');
  return isLanguage(asked) && offered.includes(asked) ? asked : languageFrom(headers['accept-language'], offered);
}

/** Answers with a whole page, or with `{error, message}` where the request asks for JSON. */
export function sendRefusal(request: Request, response: Response, key: RefusalKey, values: Values = {}): void {
  const { status, title, text } = refusals[key];
  const language = languageOf(languageOfRequest(request));
  const say = textsIn(language.code);
  response.status(status).setHeader('Content-Language', language.code);
  if (request.headers['content-type']?.startsWith('application/json')) {
    response.json({ error: key, message: say(text, values) });
    return;
  }
  response.type('html').send(`<!doctype html>
<html lang="${language.code}" dir="${language.direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(say(title, values))}</title>${links}</head>
<body><main class="page"><h1>${escapeHtml(say(title, values))}</h1><p>${escapeHtml(say(text, values))}</p>
<p><a href="/${language.code === 'en' ? '' : `?lang=${language.code}`}">${escapeHtml(say('refusal.home'))}</a></p></main></body></html>`);
}

/** The last middleware: whatever was thrown becomes one log line without the request's contents, and a kind page. */
export function answerErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    log.error({ err: error }, 'request failed');
    if (response.headersSent) response.destroy();
    else sendRefusal(request, response, isUriError(error) ? 'badRequest' : 'broken');
  };
}

/** Express decodes paths; a malformed one is the sender's fault. */
function isUriError(error: unknown): boolean {
  return error instanceof URIError || (error instanceof TypeError && error.message === 'Invalid URL');
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
