import type { LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { maySee } from '#db/review/live.ts';
import { requireStaff } from '../session.server.ts';

/** Server-sent events: that something changed, and at most its id. */
export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireStaff(asked, ['queue.read', 'submission.read', 'case.read'], { touch: false });
  const asks = z.uuid().safeParse(new URL(asked.request.url).searchParams.get('watch'));
  const watch = asks.success && (await maySee(asked.context.sql, staff.accountId, asks.data)) ? asks.data : null;
  const stream = asked.context.review.live.stream(
    { accountId: staff.accountId, queue: staff.may('queue.read'), watch },
    asked.request.signal,
  );
  return new Response(stream, {
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  });
}
