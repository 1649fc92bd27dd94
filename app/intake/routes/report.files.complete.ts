import type { ActionFunctionArgs } from '@remix-run/node';
import { findDraft } from '../draft/draft.ts';
import { answerJson } from '../upload/answer-json.ts';
import { completeRequest, completeUpload } from '../upload/direct.ts';

export async function action(route: ActionFunctionArgs) {
  return answerJson(route, completeRequest, findDraft, async (draft, done) => {
    const outcome = await completeUpload(route.context, draft, done);
    if (outcome === 'stored') return { ok: true, value: { stored: true } };
    return { ok: false, refusal: { key: outcome === 'gone' ? 'uploadGone' : 'uploadDiffers' } };
  });
}
