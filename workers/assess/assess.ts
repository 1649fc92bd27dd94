import { beginAssess, finishAssess, handBackAssess, readForAssessment } from '#db/media/assess.ts';
import { findFacts } from '#workers/assess/facts.ts';
import { findUrgency } from '#workers/assess/urgency.ts';
import { failpoint } from '#workers/failpoint.ts';
import type { MediaContext } from '#workers/media/context.ts';
import { takeOverSilence, takeUp } from '#workers/receive/take-up.ts';

/**
 * The job `media.assess`: facts and urgency of one submission, then its triage item is ready. Idempotent: a second delivery finds it done; one that finds a
 * stage still open does nothing, because that stage's end asks again. It reads the record and nothing hostile, in well under a lock, so it has no beats.
 */
export async function assess(
  { sql, lockMs }: Pick<MediaContext, 'sql' | 'lockMs'>,
  { submissionId }: { submissionId: string },
): Promise<void> {
  const begun = await takeUp(() => beginAssess(sql, { submissionId, silence: takeOverSilence(lockMs) }), lockMs);
  if (begun.outcome !== 'started') return;
  const held = { submissionId, generation: begun.generation };
  failpoint('media.assess.started');
  try {
    const submission = await readForAssessment(sql, submissionId);
    const found = { facts: findFacts(submission), urgencyReasons: findUrgency(submission.answers) };
    failpoint('media.assess.before-settle');
    await finishAssess(sql, held, found);
  } catch (error) {
    await handBackAssess(sql, held, 'trouble').catch(() => undefined); // silence then says the same a little later
    throw error;
  }
}
