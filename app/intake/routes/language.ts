import { redirect, type ActionFunctionArgs } from '@remix-run/node';
import { withLanguage } from '../address.ts';
import { findDraft } from '../draft/draft.ts';
import { changeLanguage, languageAskedFor } from '../language.ts';
import { readBody } from '../questions/question-page.ts';

/** Changes the language of the draft, for pages that ask nothing, and goes back to where the reader was. Without a draft the choice goes into the address. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await readBody(request);
  const back = pageOf(form.values.back?.[0]);
  const code = await languageAskedFor(form, context);
  if (code === null) return redirect(back, 303);
  const draft = await findDraft(request, context).catch(() => null);
  if (draft === null || draft.submitted) return redirect(withLanguage(back, code), 303);
  try {
    await changeLanguage(context, draft, code);
    return redirect(back, 303);
  } catch {
    return redirect(withLanguage(back, code), 303); // handed in or ended by another tab meanwhile
  }
}

/** The address alone is no page. */
export function loader() {
  return redirect('/');
}

/** A page of ours, never another site's: no step is empty or made of dots, which a browser would put together anew. */
function pageOf(address: string | undefined): string {
  return address !== undefined && /^\/(?:[\w-][\w.-]*(?:\/[\w-][\w.-]*)*)?(?:\?[\w=&.-]*)?$/.test(address) ? address : '/';
}
