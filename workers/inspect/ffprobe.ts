/** ffprobe over one video or sound, with the one demuxer its content calls for. */
import { z } from 'zod';
import type { ParsedMetadata } from '#db/media/parsed.ts';
import { runSandboxed } from '#infra/sandbox/run.ts';
import type { Sandbox } from '#infra/sandbox/run.ts';
import type { ToolReading } from '#workers/inspect/exiftool.ts';
import { limits, readerArguments } from '#workers/media/tools.ts';

const show = ['-print_format', 'json', '-show_program_version', '-show_format', '-show_streams', '-show_chapters'];

/** Reads the file at `source`. Fails where ffprobe finds no stream. */
export async function readWithFfprobe(sandbox: Sandbox, source: string, demuxer: string, signal: AbortSignal): Promise<ToolReading> {
  const options = [...readerArguments(demuxer), ...show];
  const result = await runSandboxed(sandbox, {
    program: '/usr/bin/ffprobe',
    arguments: (places) => [...options, '-i', `file:${places.input}`],
    input: source,
    limits: limits.probe,
    signal,
  });
  const raw = result.stdout.toString('utf8');
  const said = result.status === 'ok' ? parseOutput(raw) : null;
  if (said === null) return { outcome: 'failed', result };
  return {
    outcome: 'read',
    reading: { tool: 'ffprobe', toolVersion: said.program_version?.version ?? 'unknown', arguments: options, raw, parsed: pick(said) },
  };
}

const stream = z.object({
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  avg_frame_rate: z.string().optional(),
});
const output = z.object({
  program_version: z.object({ version: z.string() }).optional(),
  streams: z.array(stream).min(1),
  format: z
    .object({ format_name: z.string().optional(), duration: z.string().optional(), tags: z.record(z.string(), z.string()).optional() })
    .optional(),
});
type Output = z.infer<typeof output>;

function parseOutput(raw: string): Output | null {
  try {
    return output.parse(JSON.parse(raw));
  } catch {
    return null;
  }
}

function pick({ streams, format }: Output): ParsedMetadata {
  const video = streams.find((one) => one.codec_type === 'video');
  const duration = Number(format?.duration);
  const tags = Object.entries(format?.tags ?? {});
  const short = (value: string) => value.slice(0, 500);
  return {
    codecs: streams.flatMap(({ codec_type, codec_name }) => (codec_name === undefined ? [] : [`${codec_type ?? 'other'}: ${codec_name}`])),
    ...(video?.width === undefined ? {} : { width: video.width }),
    ...(video?.height === undefined ? {} : { height: video.height }),
    ...(video?.avg_frame_rate === undefined ? {} : { frameRate: video.avg_frame_rate }),
    ...(Number.isFinite(duration) ? { durationSeconds: duration } : {}),
    ...(format?.format_name === undefined ? {} : { container: format.format_name }),
    software: tags
      .filter(([tag]) => /^(encoder|software)$/i.test(tag))
      .map(([tag, value]) => ({ tag: `format:${tag}`, value: short(value) })),
    dates: tags
      .filter(([tag]) => /^(creation_time|date|com\.apple\.quicktime\.creationdate)$/i.test(tag))
      .map(([tag, value]) => ({ tag: `format:${tag}`, value: short(value) })),
    groups: [],
    warnings: [],
  };
}
