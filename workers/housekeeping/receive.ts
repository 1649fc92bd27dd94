import { roundMs } from '#db/flow/pace.ts';
import { startLoop } from '#workers/loop.ts';
import type { Loop } from '#workers/loop.ts';
import type { ReceiveContext } from '#workers/receive/context.ts';
import { clearQuarantine, clearStrayCopies } from '#workers/receive/quarantine.ts';
import { sweep } from '#workers/receive/sweep.ts';

/** Not a multiple of the lock like other paces: what is under way takes as long with short locks. */
const sweepMs = 60 * 60_000;

/** What only the receive group's credential may do: delete from quarantine, and account for copies that were never finished. */
export function startReceiveHousekeeping(context: ReceiveContext): Loop {
  const { log, lockMs } = context;
  return startLoop({
    name: 'housekeeping',
    everyMs: roundMs(lockMs),
    log,
    round: async () => {
      const copies = await clearStrayCopies(context);
      const uploads = await clearQuarantine(context);
      if (copies + uploads > 0) log.info({ loop: 'housekeeping', copies, uploads }, 'cleared');
      return 'idle';
    },
  });
}

/** Once an hour, the first time at the start: compares store and record (`workers/receive/sweep.ts`). A round that breaks off goes on with the next one. */
export function startSweep(context: ReceiveContext): Loop {
  return startLoop({
    name: 'sweep',
    everyMs: sweepMs,
    log: context.log,
    round: async () => {
      await sweep(context);
      return 'idle';
    },
  });
}
