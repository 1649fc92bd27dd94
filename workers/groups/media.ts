import { readEnvironment } from '#infra/environment/environment.ts';
import { openSandbox } from '#infra/sandbox/ladder.ts';
import { mediaHandlers } from '#workers/media/handlers.ts';
import { sweepSpool } from '#workers/media/spool.ts';
import { runWorker } from '#workers/run.ts';

/** Runs the media group. */
export async function start(): Promise<void> {
  const environment = readEnvironment('media');
  await runWorker('media', environment, async (context) => {
    await sweepSpool(context.spool);
    const sandbox = await openSandbox();
    context.log[sandbox.level === 'bubblewrap' ? 'info' : 'warn']({ sandbox: sandbox.level }, 'sandbox');
    return {
      // Two at a time: one may hold 2 GiB in its sandbox (workers/media/tools.ts) and its file on disk.
      queues: [{ name: 'media', concurrency: 2, handlers: mediaHandlers({ ...context, sandbox }) }],
      details: async () => ({ sandbox: { level: sandbox.level, reason: sandbox.reason } }),
    };
  });
}
