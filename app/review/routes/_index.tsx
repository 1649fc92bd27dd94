import type { LoaderFunctionArgs } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { requireStaff } from '../session.server.ts';

/** Everyone starts where their work is. */
export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireStaff(asked);
  if (staff.may('queue.read')) return redirect('/queue');
  if (staff.may('case.read')) return redirect('/cases');
  if (staff.may('custody.read')) return redirect('/custody');
  if (staff.may('settings.write')) return redirect('/settings');
  return redirect('/account');
}
