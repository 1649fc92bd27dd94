/**
 * How long the browser keeps the draft's cookie: past its own end while a file is under way, so that the file can go on after it was closed or killed; else not. Sent with
 * every answer after which none may be under way any more.
 */
import type { ActionFunctionArgs } from '@remix-run/node';
import { readUploads } from '#db/intake/uploads.ts';
import { renewTicket } from '../draft/cookie.ts';
import type { Draft } from '../draft/draft.ts';

type Route = Pick<ActionFunctionArgs, 'request' | 'context'>;

export async function keepCookie(route: Route, { proof }: Pick<Draft, 'proof'>): Promise<Record<string, string>> {
  const uploads = await readUploads(route.context.sql, proof);
  return cookieOf(
    route,
    uploads.some((upload) => upload.route === 'direct' && upload.state !== 'stored'),
  );
}

/** The receipt holds a passphrase: its cookie goes with the window, whatever was left behind. */
export function endCookie(route: Route): Record<string, string> {
  return cookieOf(route, false);
}

function cookieOf({ request, context }: Route, outlives: boolean): Record<string, string> {
  const cookie = renewTicket(request, context.secure, outlives);
  return cookie === null ? {} : { 'Set-Cookie': cookie };
}
