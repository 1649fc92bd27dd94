import type { Sandbox } from '#infra/sandbox/run.ts';
import type { WorkerContext } from '#workers/context.ts';

/** What the media group has besides the common: the rung on which hostile files are read. */
export type MediaContext = WorkerContext & { sandbox: Sandbox };
