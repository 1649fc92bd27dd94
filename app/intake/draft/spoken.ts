/** The language of the draft that this request has read, so that whoever renders its page need not open the draft again. */
import type { AppLoadContext } from '@remix-run/node';

type Spoken = { language: string; submitted: boolean };

/** By context, because there is one for each request. */
const remembered = new WeakMap<AppLoadContext, Spoken>();

export function rememberSpoken(context: AppLoadContext, spoken: Spoken): void {
  remembered.set(context, spoken);
}

export function recallSpoken(context: AppLoadContext): Spoken | undefined {
  return remembered.get(context);
}
