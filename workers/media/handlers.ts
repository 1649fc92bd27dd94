import { jobs } from '#db/jobs.ts';
import { assess } from '#workers/assess/assess.ts';
import type { Handlers } from '#workers/context.ts';
import type { MediaContext } from '#workers/media/context.ts';
import { handleMediaFile } from '#workers/media/media-file.ts';

/** The jobs of the queue `media`. */
export function mediaHandlers(context: MediaContext): Handlers {
  return {
    'media.file': (job) => handleMediaFile(context, jobs['media.file'].payload.parse(job.payload)),
    'media.assess': (job) => assess(context, jobs['media.assess'].payload.parse(job.payload)),
  };
}
