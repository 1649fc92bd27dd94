/**
 * Plain pages for what goes wrong before or outside Remix. Plain strings, because this must still work when nothing else does.
 * It looks like the rest: style sheet and icon are named by the build, see `useAssets`.
 */
import type { ErrorRequestHandler, Request, Response } from 'express';
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

/** Answers with a whole page, or with `{error, message}` where the request asks for JSON. */
export function sendRefusal(request: Request, response: Response, key: RefusalKey, values: Values = {}): void {
  const { status, title, text } = refusals[key];
  const language = languageOf('en');
  const say = textsIn(language.code);
  response.status(status);
  if (request.headers['content-type']?.startsWith('application/json')) {
    response.json({ error: key, message: say(text, values) });
    return;
  }
  response.type('html').send(`<!doctype html>
<html lang="${language.code}" dir="${language.direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(say(title, values))}</title>${links}</head>
<body><main class="page"><h1>${escapeHtml(say(title, values))}</h1><p>${escapeHtml(say(text, values))}</p>
<p><a href="/">${escapeHtml(say('refusal.home'))}</a></p></main></body></html>`);
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
