/** What a member can do on a case's page: parse, call one verb, answer. */
import type { AppLoadContext } from '@remix-run/node';
import { json } from '@remix-run/node';
import { z } from 'zod';
import { addMember, addSubmissionToCase } from '#db/cases/cases.ts';
import { requestExport } from '#db/cases/request-export.ts';
import { findByReference } from '#db/review/submission.ts';
import type { Verb } from '#db/vocabularies/rights.ts';
import { requireFresh } from './session.server.ts';
import type { Staff } from './session.server.ts';
import { addressForDownload } from './tickets.server.ts';

const form = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('add-member'), email: z.string().trim().min(3).max(254) }),
  z.object({ intent: z.literal('add-submission'), reference: z.string().trim().min(4).max(40) }),
  z.object({ intent: z.literal('request-export'), recipient: z.string().trim().min(2).max(300), authority: z.string().trim().max(300) }),
  z.object({ intent: z.literal('download'), exportId: z.uuid() }),
]);
type Asked = z.infer<typeof form>;

const verbOf = {
  'add-member': 'case.write',
  'add-submission': 'case.write',
  'request-export': 'export.request',
  download: 'export.download',
} as const satisfies Record<Asked['intent'], Verb>;

export type CaseResult = { intent: string; ok: boolean; message: string; address?: string; exportId?: string };

const added = { added: 'Added.', already: 'It was here already.' };

/** Throws NoSuchCase; redirects to the confirmation of the sign-in before anything about bundles. */
export async function actOnCase(context: AppLoadContext, staff: Staff, caseId: string, sent: FormData) {
  const parsed = form.safeParse(Object.fromEntries(sent));
  const intent = String(sent.get('intent') ?? '');
  if (!parsed.success)
    return answer(422, {
      intent,
      ok: false,
      message: intent === 'request-export' ? 'Say whom the bundle is for.' : 'That could not be read. Look at what you typed.',
    });
  const asked = parsed.data;
  if (!staff.may(verbOf[asked.intent])) throw new Response(null, { status: 403 });
  const { sql } = context;
  switch (asked.intent) {
    case 'add-member': {
      const outcome = await addMember(sql, staff.accountId, { caseId, email: asked.email });
      if (outcome === 'not_eligible')
        return answer(422, { intent, ok: false, message: 'No active account with this e-mail may read cases.' });
      return answer(200, { intent, ok: true, message: added[outcome] });
    }
    case 'add-submission': {
      const submissionId = await findByReference(sql, staff.accountId, asked.reference);
      const outcome = submissionId ? await addSubmissionToCase(sql, staff.accountId, { caseId, submissionId }) : 'not_eligible';
      if (outcome === 'not_eligible')
        return answer(422, { intent, ok: false, message: 'There is no report with this reference that you may see.' });
      return answer(200, { intent, ok: true, message: added[outcome] });
    }
    case 'request-export': {
      requireFresh(staff, `/cases/${caseId}`);
      const done = await requestExport(sql, staff.accountId, { caseId, recipient: asked.recipient, authority: asked.authority });
      if (done.outcome === 'empty')
        return answer(422, { intent, ok: false, message: 'The case holds no report that you may see. Add one first.' });
      return answer(200, { intent, ok: true, message: `Bundle ${done.number} is being built. This page shows its progress.` });
    }
    case 'download': {
      requireFresh(staff, `/cases/${caseId}`);
      const address = await addressForDownload(context, staff, { kind: 'export', id: asked.exportId });
      if (address === null) throw new Response(null, { status: 404 });
      return answer(200, {
        intent,
        ok: true,
        message: 'The bundle can be downloaded for two hours; an interrupted download can go on.',
        address,
        exportId: asked.exportId,
      });
    }
  }
}

function answer(status: number, result: CaseResult) {
  return json(result, { status });
}
