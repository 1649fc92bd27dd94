import type { ActionFunctionArgs } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { revokeSession } from '#db/accounts/sessions.ts';
import { requireStaff, sessionCookie } from '../session.server.ts';

export function loader() {
  return redirect('/');
}

export async function action(asked: ActionFunctionArgs) {
  const staff = await requireStaff(asked);
  await revokeSession(asked.context.sql, staff);
  return redirect('/sign-in', { headers: { 'Set-Cookie': sessionCookie(asked.context, null), 'Clear-Site-Data': '"cache"' } });
}
