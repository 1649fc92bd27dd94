/** The small JSON conversation between the upload script and the server. Every refusal is a sentence for the witness. */
import { json, type ActionFunctionArgs, type AppLoadContext } from '@remix-run/node';
import type { z } from 'zod';
import { refusals, type Refusal } from '#app/http/refusals.ts';
import { speak } from '../language.ts';
import { refusalKeyOf } from '../refuse.ts';
import { withLimit } from './limits.ts';

export type Answer = { ok: true; value: unknown; headers?: HeadersInit } | { ok: false; refusal: Refusal };

/** `find` says who asks, from the cookie: the whole draft, or its proof alone. */
export async function answerJson<S extends z.ZodType, W>(
  { request, context }: ActionFunctionArgs,
  schema: S,
  find: (request: Request, context: AppLoadContext) => Promise<W | null>,
  work: (who: W, body: z.infer<S>) => Promise<Answer>,
): Promise<Response> {
  const refuse = async ({ key, values }: Refusal) => {
    const { say } = await speak(request, context);
    return json({ error: key, message: say(refusals[key].text, values) }, { status: refusals[key].status });
  };
  try {
    const body = schema.safeParse(await request.json().catch(() => null));
    if (!body.success) return await refuse({ key: 'badRequest' });
    const who = await find(request, context);
    if (who === null) return await refuse({ key: 'draftEnded' });
    const answer = await work(who, body.data);
    return answer.ok ? json(answer.value, answer.headers ? { headers: answer.headers } : {}) : await refuse(answer.refusal);
  } catch (error) {
    const key = refusalKeyOf(error);
    if (key === null) throw error;
    return refuse(withLimit(key, await context.intake.settings(), (await speak(request, context)).code, 'direct'));
  }
}
