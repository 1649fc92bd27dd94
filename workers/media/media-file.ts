/**
 * The job `media.file`: one working copy of one file, and the stages inspect → derive → fingerprint over it in turn.
 *
 * Idempotent, because each stage is a compare-and-set: a second delivery finds stages ended and does nothing, or finds one whose worker fell silent and takes
 * it over under a new generation, after which the first one's result is refused. A crash leaves at most: a working copy (swept at the next start), an object
 * among the derivatives whose row says `intent` (superseded by the next start), a stage `running` without beats.
 * A stage that fails says why and lets the next one run.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { reasons } from '#db/media/reasons.ts';
import { beginStage, handBackStage, mediaStages, parkForIntegrity, settleStage } from '#db/media/stages.ts';
import type { BeginStage, Held, MediaFile, MediaStage, StageEnd } from '#db/media/stages.ts';
import { deriveStage } from '#workers/derive/stage.ts';
import { failpoint } from '#workers/failpoint.ts';
import { fingerprintStage } from '#workers/fingerprint/stage.ts';
import { inspectStage } from '#workers/inspect/stage.ts';
import { MediaStopping, StageLost, startStageBeat } from '#workers/media/beat.ts';
import type { MediaContext } from '#workers/media/context.ts';
import { openSpool } from '#workers/media/spool.ts';
import type { Spool } from '#workers/media/spool.ts';
import type { Stage } from '#workers/media/stage.ts';
import { takeOverSilence, takeUp } from '#workers/receive/take-up.ts';

const stages = { inspect: inspectStage, derive: deriveStage, fingerprint: fingerprintStage } as const satisfies Record<MediaStage, Stage>;

/** Handles one delivery. Throws when the store or the record was away, so that the queue tries again later. */
export async function handleMediaFile(context: MediaContext, { fileId }: { fileId: string }): Promise<void> {
  const spool = openSpool(context.store, context.spool);
  let differs = false;
  try {
    for (const stage of mediaStages) {
      const silence = takeOverSilence(context.lockMs);
      const begun: BeginStage = await takeUp(() => beginStage(context.sql, { fileId, stage, silence }), context.lockMs);
      if (begun.outcome === 'busy' || begun.outcome === 'unknown') return; // another worker goes on with the rest; or receive asks again when there is a file
      if (begun.outcome !== 'started') continue;
      failpoint(`media.${stage}.started`);
      const outcome = await runStage(context, spool, stage, begun.held, begun.file, differs);
      if (outcome === 'lost') return;
      if (outcome === 'differs') differs = true;
    }
  } finally {
    await spool.remove();
  }
}

async function runStage(
  context: MediaContext,
  spool: Spool,
  stage: MediaStage,
  held: Held,
  file: MediaFile,
  knownToDiffer: boolean,
): Promise<'settled' | 'differs' | 'lost'> {
  const { sql, sandbox } = context;
  const early: StageEnd | null = file.restricted
    ? { state: 'skipped', reason: reasons.restricted }
    : (stages[stage].early(context, file) ?? (sandbox.level === 'none' ? { state: 'parked', reason: reasons.noSandbox } : null));
  if (early) return (await settleStage(sql, held, early)) ? 'settled' : 'lost';

  const beat = startStageBeat(sql, held, { lockMs: context.lockMs, stopping: context.stopping });
  try {
    const spooled = await spool.read(file, beat.signal, (bytes) => beat.percent((bytes / Math.max(1, file.size)) * 50));
    if (spooled.outcome === 'differs') {
      context.log.error({ file: file.fileId }, 'stored bytes differ from the record');
      return (await parkForIntegrity(sql, held, { sha256: spooled.sha256, recorded: file.sha256, first: !knownToDiffer }))
        ? 'differs'
        : 'lost';
    }
    const answer = await stages[stage].run(context, { file, source: spooled.path, folder: spooled.folder, beat });
    beat.signal.throwIfAborted(); // a tool that was stopped with us has no answer
    failpoint(`media.${stage}.before-settle`);
    if (await settleStage(sql, held, answer.end, answer.results)) return 'settled';
    await answer.undo?.();
    return 'lost';
  } catch (error) {
    const reason: unknown = beat.signal.aborted ? beat.signal.reason : error;
    if (reason instanceof StageLost) return 'lost';
    await handBackPatiently(context, held, reason instanceof MediaStopping ? 'stopping' : 'trouble');
    if (reason instanceof MediaStopping) return 'lost';
    throw error;
  } finally {
    beat.end();
  }
}

/** The record may be what is away; silence then says the same a little later. */
async function handBackPatiently({ sql }: MediaContext, held: Held, why: 'trouble' | 'stopping'): Promise<void> {
  for (const pause of [0, 200]) {
    await wait(pause);
    try {
      await handBackStage(sql, held, why);
      return;
    } catch {
      continue;
    }
  }
}
