/**
 * Sample media made on the spot: pictures, video and sound by ffmpeg from its test sources, dates, places and device names written by ExifTool. Nothing is downloaded and
 * nothing is committed, so a sample can never be mistaken for evidence of anything. The tests use the same builders.
 *
 * Each takes a folder and a name, makes the folder if it is missing, and resolves with the file's path.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { exiftoolFolder } from '#workers/media/tools.ts';

const run = promisify(execFile);

/** What a device would have written into its file. */
export type Marks = {
  /** `2026:01:14 17:42:05`, for pictures also with a zone behind it. Videos keep it as UTC. */
  takenAt?: string;
  changedAt?: string;
  /** Degrees, WGS 84. */
  place?: { latitude: number; longitude: number };
  make?: string;
  model?: string;
  software?: string;
};

type PhotoOptions = {
  width?: number;
  height?: number;
  /** Degrees on the colour wheel: makes pictures differ. */ hue?: number;
  marks?: Marks;
};

/** A JPEG of a test pattern. */
export async function makePhoto(
  folder: string,
  name: string,
  { width = 1600, height = 1200, hue = 0, marks = {} }: PhotoOptions = {},
): Promise<string> {
  const pattern = `testsrc2=size=${width}x${height}:rate=1,hue=h=${hue}`;
  const path = await film(folder, name, ['-f', 'lavfi', '-i', pattern, '-frames:v', '1', '-q:v', '4']);
  await mark(path, photoTags(marks));
  return path;
}

/** A PNG without any metadata, as a screenshot is. */
export function makeScreenshot(folder: string, name: string): Promise<string> {
  return film(folder, name, ['-f', 'lavfi', '-i', 'testsrc2=size=720x1280:rate=1', '-frames:v', '1']);
}

type VideoOptions = { seconds?: number; /** Where the index lies: phones write it at the end. */ index?: 'start' | 'end'; marks?: Marks };

/** An MP4 (H.264, AAC) of a test pattern and a tone. */
export async function makeVideo(
  folder: string,
  name: string,
  { seconds = 4, index = 'start', marks = {} }: VideoOptions = {},
): Promise<string> {
  const sources = [
    '-f',
    'lavfi',
    '-i',
    `testsrc2=size=640x360:rate=30:duration=${seconds}`,
    '-f',
    'lavfi',
    '-i',
    `sine=frequency=440:duration=${seconds}`,
  ];
  const coding = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '96k'];
  const path = await film(folder, name, [...sources, ...coding, ...(index === 'start' ? ['-movflags', '+faststart'] : []), '-f', 'mp4']);
  await mark(path, videoTags(marks));
  return path;
}

/** A tone; the name's ending says in which format. */
export function makeAudio(folder: string, name: string, { seconds = 6 }: { seconds?: number } = {}): Promise<string> {
  return film(folder, name, ['-f', 'lavfi', '-i', `sine=frequency=330:duration=${seconds}`]);
}

export async function makeText(folder: string, name: string, text: string): Promise<string> {
  return write(folder, name, Buffer.from(text, 'utf8'));
}

/**
 * The antivirus industry's harmless test file. Put together from pieces: a scanner that looks at this source finds nothing, and must not.
 * Source: eicar.org, "anti-malware testfile".
 */
export function eicar(): string {
  return ['X5O!P%@AP[4', '\\PZX54(P^)7CC)7}', '$EICAR-STAND', 'ARD-ANTIVIR', 'US-TEST-FILE!$H', '+H*'].join('');
}

/** A ZIP that holds the test file, deflated. */
export async function makeEicarZip(folder: string, name: string): Promise<string> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  await writer.add('invoice.com', new Uint8ArrayReader(Buffer.from(eicar(), 'latin1')));
  return write(folder, name, await writer.close());
}

async function write(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function film(folder: string, name: string, options: readonly string[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...options, `file:${path}`], { timeout: 60_000 });
  return path;
}

async function mark(path: string, tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return;
  await run('perl', [join(exiftoolFolder, 'exiftool'), '-config', '', '-q', '-overwrite_original', ...tags, path], { timeout: 60_000 });
}

function photoTags({ takenAt, changedAt, place, make, model, software }: Marks): string[] {
  return [
    ...dateTags(takenAt, ['ExifIFD:DateTimeOriginal', 'ExifIFD:CreateDate'], 'ExifIFD:OffsetTimeOriginal'),
    ...dateTags(changedAt, ['IFD0:ModifyDate'], 'ExifIFD:OffsetTime'),
    ...(place
      ? [
          `-GPS:GPSLatitude=${Math.abs(place.latitude)}`,
          `-GPS:GPSLatitudeRef=${place.latitude < 0 ? 'S' : 'N'}`,
          `-GPS:GPSLongitude=${Math.abs(place.longitude)}`,
          `-GPS:GPSLongitudeRef=${place.longitude < 0 ? 'W' : 'E'}`,
        ]
      : []),
    ...given({ 'IFD0:Make': make, 'IFD0:Model': model, 'IFD0:Software': software }),
  ];
}

function dateTags(date: string | undefined, tags: readonly string[], zoneTag: string): string[] {
  if (date === undefined) return [];
  const [, bare = date, zone] = /^(.{19})([+-]\d{2}:\d{2})?$/.exec(date) ?? [];
  return [...tags.map((tag) => `-${tag}=${bare}`), ...(zone ? [`-${zoneTag}=${zone}`] : [])];
}

function videoTags({ takenAt, changedAt, place, make, model, software }: Marks): string[] {
  const changed = changedAt ?? takenAt;
  return given({
    'QuickTime:CreateDate': takenAt,
    'QuickTime:ModifyDate': changed,
    'Keys:CreationDate': takenAt && `${takenAt}+00:00`,
    'Keys:GPSCoordinates': place && `${place.latitude}, ${place.longitude}, 10`,
    'Keys:Make': make,
    'Keys:Model': model,
    'Keys:Software': software,
  });
}

function given(tags: Record<string, string | undefined>): string[] {
  return Object.entries(tags).flatMap(([tag, value]) => (value === undefined ? [] : [`-${tag}=${value}`]));
}
