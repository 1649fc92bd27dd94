import { expireDrafts, pruneTickets } from '#db/flow/drafts.ts';
import { pruneFollowSessions } from '#db/flow/follow-sessions.ts';
import { roundMs } from '#db/flow/pace.ts';
import { pruneOutbox } from '#db/outbox/prune.ts';
import type { WorkerContext } from '#workers/context.ts';
import { startLoop } from '#workers/loop.ts';
import type { Loop } from '#workers/loop.ts';

/** What ends by itself: drafts, tickets of the evidence host, sessions of follow-up pages, rows the queue has long had. */
export function startRecordsHousekeeping({ sql, log, lockMs }: WorkerContext): Loop {
  return startLoop({
    name: 'housekeeping',
    everyMs: roundMs(lockMs),
    log,
    round: async () => {
      const drafts = await expireDrafts(sql);
      const tickets = await pruneTickets(sql);
      await pruneFollowSessions(sql); // not counted anywhere: how many witnesses were there is nobody's to know
      const rows = await pruneOutbox(sql);
      if (drafts + tickets + rows > 0) log.info({ loop: 'housekeeping', drafts, tickets, rows }, 'ended');
      return 'idle';
    },
  });
}
