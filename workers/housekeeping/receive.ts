import { roundMs } from '#db/flow/pace.ts';
import { startLoop } from '#workers/loop.ts';
import type { Loop } from '#workers/loop.ts';
import type { ReceiveContext } from '#workers/receive/context.ts';
import { clearQuarantine, clearStrayCopies } from '#workers/receive/quarantine.ts';

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
