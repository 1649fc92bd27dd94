import type { ActionFunctionArgs } from '@remix-run/node';
import { findDraft } from '../draft/draft.ts';
import { answerJson, type Answer } from '../upload/answer-json.ts';
import { createRequest, createUpload } from '../upload/direct.ts';
import { keepCookie } from '../upload/keep-cookie.ts';
import { cleanName, refusedEnding } from '../upload/limits.ts';

export async function action(route: ActionFunctionArgs) {
  const { context } = route;
  return answerJson(
    route,
    createRequest,
    findDraft,
    async (draft, file): Promise<Answer> => {
      context.intake.load.paces.keep(draft.ticket.id, 'ask');
      if (file.size === 0) return { ok: false, refusal: { key: 'fileEmpty' } };
      const ending = refusedEnding(cleanName(file.name), await context.intake.settings());
      if (ending !== null) return { ok: false, refusal: { key: 'fileKindRefused', values: { ending } } };
      return { ok: true, value: await createUpload(context, draft, file) };
    },
    (draft) => keepCookie(route, draft),
  );
}
