/** Where the parsers lie, and what each may use. Measured on real phone files, with room: video needs more than pictures. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { reasons } from '#db/media/reasons.ts';
import type { Limits, SandboxResult } from '#infra/sandbox/run.ts';

const mebibyte = 1024 ** 2;
const require = createRequire(import.meta.url);

/** ExifTool's own perl package: the distribution's one predates security fixes. `folder` holds the script and its library. */
export const exiftoolFolder = join(
  dirname(require.resolve('exiftool-vendored.pl/package.json', { paths: [dirname(require.resolve('exiftool-vendored'))] })),
  'bin',
);

/** sharp and what it loads at run time: folders of node_modules, and nothing else of it. */
export const sharpFolders: readonly string[] = (() => {
  const entry = require.resolve('sharp');
  const modules = entry.slice(0, entry.lastIndexOf('/node_modules/') + '/node_modules'.length);
  const native = `${process.platform}-${process.arch}`;
  const names = ['sharp', 'detect-libc', 'semver', '@img/colour', `@img/sharp-${native}`, `@img/sharp-libvips-${native}`];
  return names.map((name) => join(modules, name)).filter((folder) => existsSync(folder));
})();

export const limits = {
  /** ExifTool over any file. */
  metadata: { seconds: 120, memoryBytes: 768 * mebibyte, outputBytes: 32 * mebibyte, processes: 8 },
  /** ffprobe: headers and indexes only. */
  probe: { seconds: 120, memoryBytes: 1024 * mebibyte, outputBytes: 8 * mebibyte, processes: 32 },
  /** One frame of a video. */
  frame: { seconds: 180, cpuSeconds: 240, memoryBytes: 2048 * mebibyte, outputBytes: 64 * mebibyte, processes: 64 },
  /** Two pictures of a picture. */
  picture: { seconds: 90, cpuSeconds: 120, memoryBytes: 2048 * mebibyte, outputBytes: 32 * mebibyte, processes: 64 },
} as const satisfies Record<string, Limits>;

/** Our sentence for a tool's end. */
export function describeEnd(result: SandboxResult): string {
  if (result.status === 'timeout') return reasons.toolTimedOut;
  return result.status === 'killed' ? reasons.toolOverBound : reasons.toolFailed;
}

/** The one demuxer each sniffed type may be read with: a file that claims to be another kind inside is not followed there. */
const demuxers: Record<string, { demuxer: string; kind: 'video' | 'audio' }> = {
  'video/mp4': { demuxer: 'mov', kind: 'video' },
  'video/quicktime': { demuxer: 'mov', kind: 'video' },
  'video/x-m4v': { demuxer: 'mov', kind: 'video' },
  'video/3gpp': { demuxer: 'mov', kind: 'video' },
  'video/3gpp2': { demuxer: 'mov', kind: 'video' },
  'video/webm': { demuxer: 'matroska', kind: 'video' },
  'video/matroska': { demuxer: 'matroska', kind: 'video' },
  'video/x-matroska': { demuxer: 'matroska', kind: 'video' },
  'video/vnd.avi': { demuxer: 'avi', kind: 'video' },
  'video/x-msvideo': { demuxer: 'avi', kind: 'video' },
  'video/mp2t': { demuxer: 'mpegts', kind: 'video' },
  'video/mpeg': { demuxer: 'mpeg', kind: 'video' },
  'video/mp1s': { demuxer: 'mpeg', kind: 'video' },
  'video/mp2p': { demuxer: 'mpeg', kind: 'video' },
  'video/ogg': { demuxer: 'ogg', kind: 'video' },
  'video/x-flv': { demuxer: 'flv', kind: 'video' },
  'video/x-ms-asf': { demuxer: 'asf', kind: 'video' },
  'audio/mp4': { demuxer: 'mov', kind: 'audio' },
  'audio/x-m4a': { demuxer: 'mov', kind: 'audio' },
  'audio/mpeg': { demuxer: 'mp3', kind: 'audio' },
  'audio/wav': { demuxer: 'wav', kind: 'audio' },
  'audio/x-wav': { demuxer: 'wav', kind: 'audio' },
  'audio/ogg': { demuxer: 'ogg', kind: 'audio' },
  'audio/opus': { demuxer: 'ogg', kind: 'audio' },
  'audio/flac': { demuxer: 'flac', kind: 'audio' },
  'audio/x-flac': { demuxer: 'flac', kind: 'audio' },
  'audio/aac': { demuxer: 'aac', kind: 'audio' },
  'audio/amr': { demuxer: 'amr', kind: 'audio' },
};

/** ffmpeg's reader for a sniffed type, or null for what is neither video nor sound that we know. */
export function demuxerOf(type: string): { demuxer: string; kind: 'video' | 'audio' } | null {
  return demuxers[(type.split(';')[0] ?? '').trim().toLowerCase()] ?? null;
}

/** What ffmpeg's tools are told before their input: local files only, one format, bounded looking around. */
export function readerArguments(demuxer: string): string[] {
  return [
    '-v',
    'error',
    '-hide_banner',
    '-protocol_whitelist',
    'file,pipe',
    '-probesize',
    '20000000',
    '-analyzeduration',
    '20000000',
    '-f',
    demuxer,
  ];
}
