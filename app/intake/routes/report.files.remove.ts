import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { findDraft } from '../draft/draft.ts';
import { answerJson, type Answer } from '../upload/answer-json.ts';
import { dropUpload } from '../upload/direct.ts';
import { keepCookie } from '../upload/keep-cookie.ts';

const removeRequest = z.strictObject({ upload: z.uuid() });

/** For the script: a file that could not be sent, or was taken back while it was on its way. The page's own button posts its form instead. */
export async function action(route: ActionFunctionArgs) {
  return answerJson(
    route,
    removeRequest,
    findDraft,
    async (draft, { upload }): Promise<Answer> => {
      await dropUpload(route.context, draft, upload);
      return { ok: true, value: { removed: true } };
    },
    (draft) => keepCookie(route, draft),
  );
}
