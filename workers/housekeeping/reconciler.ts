import { reconcileAssessments, reconcileExports, reconcileFiles } from '#db/flow/reconcile.ts';
import { roundMs } from '#db/flow/pace.ts';
import type { WorkerContext } from '#workers/context.ts';
import { startLoop } from '#workers/loop.ts';
import type { Loop } from '#workers/loop.ts';

/** Every three locks (30 s): asks again for what shows no progress, parks what was started too often. What Redis lost comes back by this. */
export function startReconciler({ sql, log, metrics, lockMs }: WorkerContext): Loop {
  return startLoop({
    name: 'reconciler',
    everyMs: roundMs(lockMs),
    log,
    round: async () => {
      for (const [kind, reconcile] of [
        ['files', reconcileFiles],
        ['assessments', reconcileAssessments],
        ['exports', reconcileExports],
      ] as const) {
        const { asked, parked } = await reconcile(sql, { lockMs });
        if (asked === 0 && parked === 0) continue;
        metrics.count('reconciled', { kind, action: 'asked' }, asked);
        metrics.count('reconciled', { kind, action: 'parked' }, parked);
        log.warn({ loop: 'reconciler', kind, asked, parked }, 'no progress');
      }
      return 'idle';
    },
  });
}
