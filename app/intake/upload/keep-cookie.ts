/** How long the browser keeps the draft's cookie: past its own end while a file is under way, so that the file can go on after it was closed or killed; else not. */
import type { ActionFunctionArgs } from '@remix-run/node';
import { readUploads } from '#db/intake/uploads.ts';
import { renewTicket } from '../draft/cookie.ts';
import type { Draft } from '../draft/draft.ts';

export async function keepCookie({ request, context }: ActionFunctionArgs, { proof }: Pick<Draft, 'proof'>): Promise<HeadersInit> {
  const uploads = await readUploads(context.sql, proof);
  const cookie = renewTicket(
    request,
    context.secure,
    uploads.some(({ route, state }) => route === 'direct' && state !== 'stored'),
  );
  return cookie === null ? {} : { 'Set-Cookie': cookie };
}
