import type { ActionFunctionArgs } from '@remix-run/node';
import { findDraft } from '../draft/draft.ts';
import { answerJson, type Answer } from '../upload/answer-json.ts';
import { completeRequest, completeUpload } from '../upload/complete.ts';
import { keepCookie } from '../upload/keep-cookie.ts';

export async function action(route: ActionFunctionArgs) {
  const { context } = route;
  return answerJson(
    route,
    completeRequest,
    findDraft,
    async (draft, done): Promise<Answer> => {
      context.intake.load.paces.keep(draft.ticket.id, 'ask');
      return { ok: true, value: await completeUpload(context, draft, done) };
    },
    (draft) => keepCookie(route, draft),
  );
}
