import { setTimeout as sleep } from 'node:timers/promises';
import { redirect, type ActionFunctionArgs, type AppLoadContext } from '@remix-run/node';
import { endDraft } from '#db/intake/drafts.ts';
import { draftSecrets } from '#infra/vault/draft.ts';
import { closePage } from '#db/intake/follow-session.ts';
import { readTicket } from '../draft/cookie.ts';
import { readFollowToken } from '../follow/cookie.ts';
import { clearEveryCookie, leaveFor } from '../leave.ts';

const patience = 1_000; // milliseconds: whoever has to leave does not wait for our records

/** Shreds the draft, clears what the site stored in this browser, and goes to a page that anyone might have open. Leaving never fails, and never waits. */
export async function action({ request, context }: ActionFunctionArgs) {
  await Promise.race([shred(request, context), sleep(patience)]);
  return redirect(leaveFor, {
    status: 303,
    headers: [
      ...clearEveryCookie(request.headers.get('cookie'), context.secure).map((cookie): [string, string] => ['Set-Cookie', cookie]),
      ['Clear-Site-Data', '"cache", "cookies", "storage"'],
      ['Referrer-Policy', 'no-referrer'],
    ],
  });
}

/** The draft of a report, handed in (then it is the receipt) or not, that of files added to one, and the session of the follow-up page. */
async function shred(request: Request, context: AppLoadContext): Promise<void> {
  const cookies = request.headers.get('cookie');
  const tickets = (['draft', 'addition'] as const).flatMap((kind) => readTicket(cookies, context.secure, kind) ?? []);
  const token = readFollowToken(cookies, context.secure);
  await Promise.allSettled([
    ...tickets.map(async ({ id, key }) => endDraft(context.sql, { id, proof: draftSecrets(key).proof })),
    ...(token ? [closePage(context.sql, { token })] : []),
  ]); // without its cookie none of them can be read by anyone, and each ends by itself
}
