import type { ActionFunctionArgs } from '@remix-run/node';
import { findDraft } from '../draft/draft.ts';
import { answerJson } from '../upload/answer-json.ts';
import { completeRequest, completeUpload } from '../upload/complete.ts';
import { keepCookie } from '../upload/keep-cookie.ts';

export async function action(route: ActionFunctionArgs) {
  return answerJson(route, completeRequest, findDraft, async (draft, done) => ({
    ok: true,
    value: await completeUpload(route.context, draft, done),
    headers: await keepCookie(route, draft),
  }));
}
