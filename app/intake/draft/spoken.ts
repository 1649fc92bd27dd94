/** The language of the draft that this request has read, so that whoever renders its page need not open the draft again. */
import type { AppLoadContext } from '@remix-run/node';

type Spoken = { language: string; submitted: boolean };

/** By context, because there is one for each request. */
const remembered = new WeakMap<AppLoadContext, Spoken>();
const pages = new WeakMap<AppLoadContext, string>();

export function rememberSpoken(context: AppLoadContext, spoken: Spoken): void {
  remembered.set(context, spoken);
}

export function recallSpoken(context: AppLoadContext): Spoken | undefined {
  return remembered.get(context);
}

/** The language of the page that this request's form stood on, as its hidden field says: all that is known of it where the draft is over. */
export function rememberPage(context: AppLoadContext, language: string | undefined): void {
  if (language !== undefined) pages.set(context, language);
}

export function recallPage(context: AppLoadContext): string | undefined {
  return pages.get(context);
}
