import { redirect, type ActionFunctionArgs } from '@remix-run/node';
import { clearTicket } from '../draft/cookie.ts';
import { findDraft, shredDraft } from '../draft/draft.ts';
import { leaveFor } from '../leave.ts';

/** Shreds an unfinished draft, clears what the site stored in this browser, and goes to a page that anyone might have open. Leaving never fails. */
export async function action({ request, context }: ActionFunctionArgs) {
  try {
    const draft = await findDraft(request, context);
    if (draft) await shredDraft(context, draft);
  } catch {
    // without its cookie the draft cannot be read by anyone, and it ends by itself
  }
  return redirect(leaveFor, {
    status: 303,
    headers: {
      'Set-Cookie': clearTicket(context.secure),
      'Clear-Site-Data': '"cache", "cookies", "storage"',
      'Referrer-Policy': 'no-referrer',
    },
  });
}
