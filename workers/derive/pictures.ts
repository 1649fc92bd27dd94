/** Smaller pictures of a picture, made by render.mjs in the sandbox; and the one frame of a video they are made of. */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { runSandboxed } from '#infra/sandbox/run.ts';
import type { Sandbox, SandboxResult } from '#infra/sandbox/run.ts';
import { limits, readerArguments, sharpFolders } from '#workers/media/tools.ts';

export type WantedPicture = { kind: 'thumbnail' | 'view' | 'poster'; /** Pixels of the longer side. */ edge: number };
export type Picture = WantedPicture & { width: number; height: number; type: 'image/webp'; bytes: Buffer };
export type Rendered = { outcome: 'rendered'; pictures: Picture[]; toolVersion: string } | { outcome: 'failed'; result: SandboxResult };

/** What sharp is let to decode; anything else is left to later tools and said so. */
export const pictureTypes: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/avif']);

const script = fileURLToPath(new URL('render.mjs', import.meta.url));
const header = z.strictObject({
  version: z.strictObject({ sharp: z.string().max(40), vips: z.string().max(40) }),
  pictures: z.array(
    z.strictObject({ kind: z.string(), width: z.int().min(1).max(4096), height: z.int().min(1).max(4096), bytes: z.int().min(1) }),
  ),
});

/** Renders `wanted` from the picture at `source`: WebP, upright, without any metadata. */
export async function renderPictures(
  sandbox: Sandbox,
  source: string,
  wanted: readonly WantedPicture[],
  signal: AbortSignal,
): Promise<Rendered> {
  const result = await runSandboxed(sandbox, {
    program: process.execPath,
    arguments: (places) => [script, places.input, JSON.stringify(wanted)],
    input: source,
    code: [script, ...sharpFolders],
    limits: limits.picture,
    signal,
  });
  const rendered = result.status === 'ok' ? parse(result.stdout, wanted) : null;
  return rendered === null ? { outcome: 'failed', result } : { outcome: 'rendered', ...rendered };
}

/** The decoder may have been taken over: what it wrote is only taken if it is exactly what was asked for. */
function parse(stdout: Buffer, wanted: readonly WantedPicture[]): { pictures: Picture[]; toolVersion: string } | null {
  const line = stdout.indexOf('\n');
  if (line < 0) return null;
  try {
    const said = header.parse(JSON.parse(stdout.subarray(0, line).toString('utf8')));
    let at = line + 1;
    const pictures = wanted.map(({ kind, edge }, index): Picture => {
      const one = said.pictures[index];
      if (!one || one.kind !== kind || Math.max(one.width, one.height) > edge) throw new RangeError('not what was asked for');
      const bytes = stdout.subarray(at, at + one.bytes);
      at += one.bytes;
      if (bytes.length !== one.bytes || !isWebp(bytes)) throw new RangeError('not a WebP picture of the stated size');
      return { kind, edge, width: one.width, height: one.height, type: 'image/webp', bytes };
    });
    return at === stdout.length ? { pictures, toolVersion: `${said.version.sharp} (libvips ${said.version.vips})` } : null;
  } catch {
    return null;
  }
}

function isWebp(bytes: Buffer): boolean {
  return (
    bytes.subarray(0, 4).toString('latin1') === 'RIFF' &&
    bytes.subarray(8, 12).toString('latin1') === 'WEBP' &&
    bytes.readUInt32LE(4) === bytes.length - 8
  );
}

export type Frame =
  | { outcome: 'taken'; png: Buffer; arguments: string[]; toolVersion: string }
  | { outcome: 'failed'; result: SandboxResult };

/** One frame near the start of a video, as PNG of at most 2048 pixels. A second in, where there is one: the first frame is often black. */
export async function takeFrame(sandbox: Sandbox, source: string, demuxer: string, signal: AbortSignal): Promise<Frame> {
  let last: SandboxResult | null = null;
  for (const seek of [['-ss', '1'], []]) {
    const options = [
      ...['-nostdin', '-threads', '2', ...seek, ...readerArguments(demuxer)],
      ...['-i', 'file:INPUT', '-map', '0:v:0', '-an', '-sn', '-dn', '-frames:v', '1', '-map_metadata', '-1'],
      ...['-vf', "scale='min(2048,iw)':'min(2048,ih)':force_original_aspect_ratio=decrease", '-f', 'image2pipe', '-c:v', 'png', 'pipe:1'],
    ];
    const result = await runSandboxed(sandbox, {
      program: '/usr/bin/ffmpeg',
      arguments: (places) => options.map((option) => (option === 'file:INPUT' ? `file:${places.input}` : option)),
      input: source,
      limits: limits.frame,
      signal,
    });
    if (result.status === 'ok' && result.stdout.length > 0)
      return { outcome: 'taken', png: result.stdout, arguments: options, toolVersion: await ffmpegVersion(sandbox) };
    last = result;
    if (result.status === 'timeout' || result.status === 'killed') break;
  }
  if (last === null) throw new RangeError('no frame was tried');
  return { outcome: 'failed', result: last };
}

let version: Promise<string> | null = null;
/** Asked once a process. */
function ffmpegVersion(sandbox: Sandbox): Promise<string> {
  version ??= runSandboxed(sandbox, { program: '/usr/bin/ffmpeg', arguments: () => ['-version'], limits: limits.probe }).then(
    (result) => /^ffmpeg version (\S+)/.exec(result.stdout.toString('utf8'))?.[1] ?? 'unknown',
  );
  return version;
}
