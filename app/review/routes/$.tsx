import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { requireStaff } from '../session.server.ts';

/** Whoever is not signed in does not even learn which addresses exist. */
export async function loader(asked: LoaderFunctionArgs): Promise<never> {
  await requireStaff(asked);
  throw new Response(null, { status: 404 });
}

export async function action(asked: ActionFunctionArgs): Promise<never> {
  await requireStaff(asked);
  throw new Response(null, { status: 404 });
}

export default function Nothing() {
  return null;
}
