/** ExifTool over one file: its whole output is kept, and what a reviewer wants to see first is picked out of it. */
import { z } from 'zod';
import type { ParsedMetadata } from '#db/media/parsed.ts';
import type { Reading } from '#db/media/results.ts';
import { runSandboxed } from '#infra/sandbox/run.ts';
import type { Sandbox, SandboxResult } from '#infra/sandbox/run.ts';
import { exiftoolFolder, limits } from '#workers/media/tools.ts';

/**
 * `-config ''` first: no configuration file is looked for. The group System is left out: it would state the dates and rights of our own working copy, which
 * someone could take for the evidence's. `-n`: values as stored, since ExifTool's and every wrapper's zones and units are readings of their own.
 */
const options = [
  '-config',
  '',
  '-json',
  '-G1',
  '-a',
  '-struct',
  '-n',
  '-charset',
  'filename=utf8',
  '-api',
  'LargeFileSupport=1',
  '-x',
  'System:all',
] as const;

export type ToolReading = { outcome: 'read'; reading: Reading } | { outcome: 'failed'; result: SandboxResult };

/** Reads the file at `source` (a path of the host). A file that ExifTool does not know is read all the same: its output then says so. */
export async function readWithExiftool(sandbox: Sandbox, source: string, signal: AbortSignal): Promise<ToolReading> {
  const result = await runSandboxed(sandbox, {
    program: '/usr/bin/perl',
    arguments: (places) => [`${exiftoolFolder}/exiftool`, ...options, places.input],
    input: source,
    code: [exiftoolFolder],
    limits: limits.metadata,
    signal,
  });
  const raw = result.stdout.toString('utf8');
  const tags = parseTags(raw);
  // Code 1 comes with an ExifTool:Error in the output: about the file, not about the run.
  if (tags === null || (result.status !== 'ok' && !(result.status === 'failed' && result.code === 1))) return { outcome: 'failed', result };
  const toolVersion = String(tags['ExifTool:ExifToolVersion'] ?? 'unknown');
  return { outcome: 'read', reading: { tool: 'exiftool', toolVersion, arguments: [...options], raw, parsed: pickTags(tags) } };
}

type Tags = Record<string, unknown>;
const output = z.array(z.record(z.string(), z.unknown())).length(1);

function parseTags(raw: string): Tags | null {
  try {
    return output.parse(JSON.parse(raw))[0] ?? null;
  } catch {
    return null; // not JSON: the tool was cut off
  }
}

/** Groups every file of its format has, or that ExifTool computes: they say nothing about where a file comes from. */
const formatGroups =
  /^(ExifTool|System|File|JFIF|Composite|QuickTime|Track\d+|PNG|PNG-pHYs|RIFF|VP8|VP8L|VP8X|Matroska|Info\d*|SourceFile|MPEG|AAC|FLAC|Vorbis|Opus|Ogg|ICC.*|Adobe|Meta|ItemList|HEIC|JUMBF-none)$/i;
const dateName = /(Date|Time)(Original|Digitized|Created?|Modify|Stamp)?$|DateTime/i;
const looksLikeDate = /^\d{4}[:-]\d{2}[:-]\d{2}/;

/** In order of what a device itself wrote about the moment of capture. */
const capturedTags = [
  'Composite:SubSecDateTimeOriginal', 'ExifIFD:DateTimeOriginal', 'Keys:CreationDate', 'UserData:DateTimeOriginal', 'XMP-exif:DateTimeOriginal',
  'IPTC:DateTimeOriginal', 'ExifIFD:CreateDate', 'QuickTime:CreateDate', 'RIFF:DateTimeOriginal', 'Info:DateUTC',
]; // prettier-ignore
const modifiedTags = ['Composite:SubSecModifyDate', 'IFD0:ModifyDate', 'XMP-xmp:ModifyDate', 'QuickTime:ModifyDate', 'PNG:ModifyDate'];
const softwareNames = new Set([
  'Software',
  'CreatorTool',
  'Encoder',
  'EncodingSettings',
  'HistorySoftwareAgent',
  'Comment',
  'ProcessingSoftware',
  'WritingApp',
  'MuxingApp',
  'Producer',
]);

function pickTags(tags: Tags): ParsedMetadata {
  const entries = Object.entries(tags).filter(([key]) => key.includes(':'));
  const text = (...keys: string[]): string | undefined => {
    for (const key of keys) {
      const value = tags[key];
      if (typeof value === 'string' || typeof value === 'number') return short(String(value));
    }
    return undefined;
  };
  const stated = (keys: readonly string[]) => {
    const tag = keys.find((key) => typeof tags[key] === 'string' && looksLikeDate.test(tags[key]));
    return tag === undefined ? undefined : { tag, value: short(String(tags[tag])) };
  };
  const number = (...keys: string[]) =>
    keys.map((key) => tags[key]).find((value): value is number => typeof value === 'number' && Number.isFinite(value));
  const found = {
    make: text('IFD0:Make', 'Keys:Make', 'UserData:Make', 'QuickTime:Make', 'XMP-tiff:Make'),
    model: text('IFD0:Model', 'Keys:Model', 'UserData:Model', 'QuickTime:Model', 'XMP-tiff:Model'),
    captured: stated(capturedTags),
    modified: stated(modifiedTags),
    gps: pickPlace(tags, number),
    width: number('File:ImageWidth', 'PNG:ImageWidth', 'Track1:ImageWidth', 'RIFF:ImageWidth', 'VP8:ImageWidth'),
    height: number('File:ImageHeight', 'PNG:ImageHeight', 'Track1:ImageHeight', 'RIFF:ImageHeight', 'VP8:ImageHeight'),
    durationSeconds: number('QuickTime:Duration', 'Composite:Duration'),
    container: text('File:MIMEType'),
  };
  return {
    ...(Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as Partial<ParsedMetadata>), // undefined may not stand where a field is optional
    software: entries
      .filter(([key, value]) => softwareNames.has(key.split(':')[1] ?? '') && typeof value === 'string' && value !== '')
      .slice(0, 50)
      .map(([tag, value]) => ({ tag, value: short(String(value)) })),
    dates: entries
      .filter(([key, value]) => dateName.test(key) && typeof value === 'string' && looksLikeDate.test(value))
      .slice(0, 100)
      .map(([tag, value]) => ({ tag, value: short(String(value)) })),
    codecs: [],
    groups: [...new Set(entries.map(([key]) => key.split(':')[0] ?? ''))].filter((group) => !formatGroups.test(group)).slice(0, 100),
    warnings: entries.filter(([key]) => /^ExifTool:(Warning|Error)$/.test(key)).map(([, value]) => short(String(value))),
  };
}

function pickPlace(tags: Tags, number: (...keys: string[]) => number | undefined): ParsedMetadata['gps'] {
  const latitude = number('Composite:GPSLatitude');
  const longitude = number('Composite:GPSLongitude');
  if (latitude === undefined || longitude === undefined) return undefined;
  const altitude = number('Composite:GPSAltitude');
  const at = tags['Composite:GPSDateTime'];
  return { latitude, longitude, ...(altitude === undefined ? {} : { altitude }), ...(typeof at === 'string' ? { at: short(at) } : {}) };
}

/** For display and comparing only; the raw output has all of it. */
function short(value: string): string {
  return value.slice(0, 500);
}
