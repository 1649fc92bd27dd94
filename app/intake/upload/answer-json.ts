/** The small JSON conversation between the upload script and the server. Every refusal is a sentence for the witness. */
import { json, type ActionFunctionArgs, type AppLoadContext } from '@remix-run/node';
import type { z } from 'zod';
import { refusals, type Refusal } from '#app/http/refusals.ts';
import { speak } from '../language.ts';
import { refusalKeyOf } from '../refuse.ts';
import { withLimit } from './limits.ts';

export type Answer = { ok: true; value: unknown } | { ok: false; refusal: Refusal };

type Headers = Record<string, string>;

/** `find` says who asks, from the cookie: the whole draft, or its proof alone. `headers` are asked for once the work is done or refused; where they fail there are none. */
export async function answerJson<S extends z.ZodType, W>(
  { request, context }: ActionFunctionArgs,
  schema: S,
  find: (request: Request, context: AppLoadContext) => Promise<W | null>,
  work: (who: W, body: z.infer<S>) => Promise<Answer>,
  headers: (who: W) => Promise<Headers> = async () => ({}),
): Promise<Response> {
  const refuse = async ({ key, values }: Refusal, also: Headers = {}) => {
    const { say } = await speak(request, context);
    return json({ error: key, message: say(refusals[key].text, values) }, { status: refusals[key].status, headers: also });
  };
  let who: W | null = null;
  const also = async (): Promise<Headers> => (who === null ? {} : await headers(who).catch(() => ({})));
  try {
    const body = schema.safeParse(await request.json().catch(() => null));
    if (!body.success) return await refuse({ key: 'badRequest' });
    who = await find(request, context);
    if (who === null) return await refuse({ key: 'draftEnded' });
    const answer = await work(who, body.data);
    return answer.ok ? json(answer.value, { headers: await also() }) : await refuse(answer.refusal, await also());
  } catch (error) {
    const key = refusalKeyOf(error);
    if (key === null) throw error;
    return refuse(withLimit(key, await context.intake.settings(), (await speak(request, context)).code, 'direct'), await also());
  }
}
