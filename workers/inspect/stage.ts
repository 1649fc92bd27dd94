import { addReading } from '#db/media/results.ts';
import type { Reading } from '#db/media/results.ts';
import { readWithExiftool } from '#workers/inspect/exiftool.ts';
import { readWithFfprobe } from '#workers/inspect/ffprobe.ts';
import { demuxerOf, describeEnd } from '#workers/media/tools.ts';
import type { Stage } from '#workers/media/stage.ts';

/**
 * What the file says about itself. Runs before any verdict: nothing of it is shown as a picture, and the tools are as shut in as with a file known to be bad.
 * When one tool fails the stage fails, and what the other found is kept: a reviewer sees both.
 */
export const inspectStage: Stage = {
  early: () => null,
  run: async ({ sandbox }, { file, source, beat }) => {
    const readings: Reading[] = [];
    const failures: string[] = [];
    const exiftool = await readWithExiftool(sandbox, source, beat.signal);
    if (exiftool.outcome === 'read') readings.push(exiftool.reading);
    else failures.push(`ExifTool: ${describeEnd(exiftool.result)}`);
    beat.percent(75);

    const media = demuxerOf(file.type);
    if (media) {
      const ffprobe = await readWithFfprobe(sandbox, source, media.demuxer, beat.signal);
      if (ffprobe.outcome === 'read') readings.push(ffprobe.reading);
      else failures.push(`ffprobe: ${describeEnd(ffprobe.result)}`);
    }
    const tools = readings.map(({ tool, toolVersion }) => ({ tool, toolVersion }));
    return {
      end:
        failures.length === 0
          ? { state: 'done', payload: { tools } }
          : { state: 'failed', reason: failures.join('; '), payload: { tools } },
      results: async (tx) => {
        for (const reading of readings) await addReading(tx, file.fileId, reading);
      },
    };
  },
};
