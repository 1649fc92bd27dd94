/** What a person can do on a submission's page: parse, call one verb, answer. */
import type { AppLoadContext } from '@remix-run/node';
import { json, redirect } from '@remix-run/node';
import { z } from 'zod';
import { addSubmissionToCase } from '#db/cases/cases.ts';
import { claimItem, releaseItem } from '#db/review/claim.ts';
import { decide, decisions } from '#db/review/decide.ts';
import { restrictSubmission } from '#db/review/restrict.ts';
import { retryAssessment, retryStage, stages } from '#db/review/retry.ts';
import type { Standing } from '#db/review/standing.ts';
import type { Verb } from '#db/vocabularies/rights.ts';
import { actOnConversation, conversationForms, conversationProblem } from './conversation.server.ts';
import { decidedLabels, labelOf } from './labels.ts';
import type { Staff } from './session.server.ts';
import { addressForDownload } from './tickets.server.ts';

const version = z.coerce.number().int().min(1);
const fileId = z.uuid();
const form = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('claim'), version }),
  z.object({ intent: z.literal('release'), version }),
  z.object({
    intent: z.literal('decide'),
    version,
    decision: z.enum(decisions),
    reason: z.string().min(1).max(60),
    note: z.string().max(5000).default(''),
  }),
  z.object({ intent: z.literal('restrict') }),
  z.object({ intent: z.literal('retry'), fileId, stage: z.enum(stages) }),
  z.object({ intent: z.literal('retry-assessment') }),
  z.object({ intent: z.literal('original'), fileId, reason: z.string().trim().min(3).max(300) }),
  z.object({ intent: z.literal('add-to-case'), caseId: z.uuid() }),
  ...conversationForms,
]);
type Asked = z.infer<typeof form>;

const verbOf = {
  claim: 'submission.claim',
  release: 'submission.claim',
  decide: 'submission.decide',
  restrict: 'submission.restrict',
  retry: 'processing.retry',
  'retry-assessment': 'processing.retry',
  original: 'original.read',
  'add-to-case': 'case.write',
  reply: 'message.write',
  read: 'message.write',
  'ask-file': 'message.write',
} as const satisfies Record<Asked['intent'], Verb>;

/** What the page says after an action. `standing` is for people whose change came too late: who changed what meanwhile. */
export type ActionResult = {
  intent: string;
  ok: boolean;
  message: string;
  conflict?: { holder: string | null; decision: { label: string; by: string; at: string } | null };
  /** What was typed, so that nothing is lost. */
  typed?: { decision: string; reason: string; note: string };
  /** Where the browser finds the file; good for some minutes. */
  address?: string;
};

export async function actOnSubmission(context: AppLoadContext, staff: Staff, submissionId: string, sent: FormData) {
  const parsed = form.safeParse(Object.fromEntries(sent));
  if (!parsed.success) return answer(422, { intent: String(sent.get('intent') ?? ''), ok: false, message: problem(sent), ...typed(sent) });
  const asked = parsed.data;
  if (!staff.may(verbOf[asked.intent])) throw new Response(null, { status: 403 });
  const { sql } = context;
  const { accountId } = staff;
  switch (asked.intent) {
    case 'claim': {
      const done = await claimItem(sql, accountId, { submissionId, version: asked.version });
      return standingAnswer(asked.intent, done, 'You hold this report now.', sent);
    }
    case 'release': {
      const done = await releaseItem(sql, accountId, { submissionId, version: asked.version });
      return standingAnswer(asked.intent, done, 'You gave the report back.', sent);
    }
    case 'decide': {
      const { decision, reason, note } = asked;
      const done = await decide(sql, accountId, { submissionId, version: asked.version, decision, reason, note });
      if (done.outcome === 'unknown_reason')
        return answer(422, { intent: asked.intent, ok: false, message: 'Choose a reason that belongs to the decision.', ...typed(sent) });
      return standingAnswer(asked.intent, done, `Decided: ${labelOf(decidedLabels, decision)}.`, sent);
    }
    case 'restrict': {
      const done = await restrictSubmission(sql, accountId, { submissionId });
      if (done.outcome === 'not_found') throw new Response(null, { status: 404 });
      return redirect(staff.may('queue.read') ? '/queue?restricted' : '/cases');
    }
    case 'retry':
    case 'retry-assessment': {
      const done =
        asked.intent === 'retry'
          ? await retryStage(sql, accountId, { submissionId, fileId: asked.fileId, stage: asked.stage })
          : await retryAssessment(sql, accountId, { submissionId });
      if (done.outcome === 'retried') return answer(200, { intent: asked.intent, ok: true, message: 'The step will run again.' });
      return answer(409, { intent: asked.intent, ok: false, message: 'This step is not waiting for a person any more.' });
    }
    case 'original': {
      const address = await addressForDownload(context, staff, { kind: 'original', id: asked.fileId, reason: asked.reason });
      if (address === null) throw new Response(null, { status: 404 });
      return answer(200, { intent: asked.intent, ok: true, message: 'The original is ready to download for ten minutes.', address });
    }
    case 'reply':
    case 'read':
    case 'ask-file': {
      const done = await actOnConversation(context, staff, submissionId, asked);
      if (!done) throw new Response(null, { status: 404 });
      return answer(done.status, { intent: asked.intent, ok: done.ok, message: done.message });
    }
    case 'add-to-case': {
      const added = await addSubmissionToCase(sql, accountId, { caseId: asked.caseId, submissionId });
      if (added === 'not_eligible') throw new Response(null, { status: 404 });
      return answer(200, {
        intent: asked.intent,
        ok: true,
        message: added === 'added' ? 'Added to the case.' : 'It is in this case already.',
      });
    }
  }
}

type Outcome = { outcome: 'conflict'; standing: Standing } | { outcome: 'not_found' } | { outcome: 'claimed' | 'released' | 'decided' };

function standingAnswer(intent: string, done: Outcome, message: string, sent: FormData) {
  if (done.outcome === 'not_found') throw new Response(null, { status: 404 });
  if (done.outcome !== 'conflict') return answer(200, { intent, ok: true, message });
  const { holder, lastDecision, state } = done.standing;
  return answer(409, {
    intent,
    ok: false,
    message:
      state === 'processing'
        ? 'Not saved: the files of this report are still in processing.'
        : 'Not saved: someone else changed this report meanwhile.',
    conflict: {
      holder: holder?.name ?? null,
      decision: lastDecision
        ? { label: labelOf(decidedLabels, lastDecision.decision), by: lastDecision.by, at: lastDecision.at.toISOString() }
        : null,
    },
    ...typed(sent),
  });
}

function answer(status: number, result: ActionResult) {
  return json(result, { status });
}

function typed(sent: FormData): Pick<ActionResult, 'typed'> {
  if (sent.get('intent') !== 'decide') return {};
  const text = (name: string) => String(sent.get(name) ?? '').slice(0, 5000);
  return { typed: { decision: text('decision'), reason: text('reason'), note: text('note') } };
}

function problem(sent: FormData): string {
  switch (sent.get('intent')) {
    case 'decide':
      return 'Choose a decision and a reason; a note has at most 5,000 characters.';
    case 'original':
      return 'Say why you need the original, in a few words.';
    case 'reply':
    case 'ask-file':
      return conversationProblem[String(sent.get('intent'))] ?? '';
    default:
      return 'That could not be read. Load the page again.';
  }
}
