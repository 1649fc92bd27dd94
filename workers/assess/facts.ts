/**
 * Consistency facts of a submission's files. Each names what it was found in; none is a verdict, and none is counted into anything. Pure: the same reading gives
 * the same facts.
 */
import type { AssessedFile, AssessedSubmission, Fact } from '#db/media/assess.ts';
import { reasons } from '#db/media/reasons.ts';
import { isEpochDate, readDate } from '#workers/assess/dates.ts';

const day = 24 * 3600 * 1000;
/** Zones reach from −12 to +14 hours: without a zone a date can be this far ahead of UTC and still be now. */
const widestZone = 14 * 3600 * 1000;
/** Cameras write the modification a moment after the capture. */
const closeEnough = 2 * 60 * 1000;

const editors =
  /photoshop|lightroom|gimp|snapseed|picsart|premiere|final cut|davinci|capcut|imovie|affinity|pixelmator|canva|facetune|handbrake|inshot|kinemaster|after effects|lavf|lavc|ffmpeg/i;
const chatApps = /whatsapp|telegram|signal|wechat|facebook|messenger|instagram|snapchat|viber|tiktok|twitter/i;

/** Endings by which people know a type; others of the same type are listed too. Only types met often: an unknown pair is no fact. */
const endings: Record<string, readonly string[]> = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/gif': ['gif'],
  'image/heic': ['heic', 'heif'],
  'image/avif': ['avif'],
  'image/tiff': ['tif', 'tiff'],
  'video/mp4': ['mp4', 'm4v'],
  'video/quicktime': ['mov', 'qt'],
  'video/webm': ['webm'],
  'audio/mpeg': ['mp3'],
  'audio/wav': ['wav'],
  'audio/x-m4a': ['m4a'],
  'application/pdf': ['pdf'],
  'application/zip': ['zip'],
};

/** What is to be said of the report as a whole, then all facts of all files, in the order of the files. */
export function findFacts({ receivedAt, suspected, files }: AssessedSubmission): Fact[] {
  const whole: Fact[] = suspected ? [{ kind: 'suspected_spam', fileId: null, evidence: {} }] : [];
  const ofFiles = files.flatMap((file) => {
    if (file.restricted) return [];
    const about = (kind: Fact['kind'], evidence: Record<string, unknown>): Fact => ({ kind, fileId: file.id, evidence });
    return [
      ...scanFacts(file, about),
      ...stageFacts(file, about),
      ...hashFacts(file, about),
      ...nameFacts(file, about),
      ...metadataFacts(file, receivedAt, about),
    ];
  });
  return [...whole, ...ofFiles];
}

type About = (kind: Fact['kind'], evidence: Record<string, unknown>) => Fact;

function scanFacts({ verdict, finding }: AssessedFile, about: About): Fact[] {
  return [about('scan_verdict', { verdict, ...(finding === null ? {} : { finding }) })];
}

function stageFacts({ stages }: AssessedFile, about: About): Fact[] {
  if (stages.some(({ state, reason }) => state === 'parked' && reason === reasons.integrity))
    return [about('bytes_differ_from_record', {})];
  return stages
    .filter(({ state }) => state === 'failed' || state === 'parked')
    .map(({ stage, state, reason }) => about('step_not_done', { stage, state, reason }));
}

function hashFacts({ sha256, sha256Declared, hashSource, copies }: AssessedFile, about: About): Fact[] {
  if (sha256 === null) return [];
  const found: Fact[] = [];
  const computed = sha256.toString('hex');
  if (sha256Declared !== null && hashSource === 'device') {
    const declared = sha256Declared.toString('hex');
    found.push(
      declared === computed ? about('declared_hash_same', { sha256: computed }) : about('declared_hash_differs', { declared, computed }),
    );
  }
  if (copies.length > 0) found.push(about('same_file_elsewhere', { sha256: computed, copies }));
  return found;
}

function nameFacts({ name, type }: AssessedFile, about: About): Fact[] {
  const ending = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase();
  const expected = type === null ? undefined : endings[type];
  if (ending === undefined || expected === undefined || expected.includes(ending)) return [];
  return [about('extension_differs', { ending, type, expected })];
}

function metadataFacts({ readings }: AssessedFile, receivedAt: Date, about: About): Fact[] {
  const exiftool = readings.find(({ tool }) => tool === 'exiftool')?.parsed;
  if (!exiftool) return [];
  const found: Fact[] = [];
  const { captured, modified, gps, dates, software, groups } = exiftool;
  if (gps) found.push(about('place_recorded', { ...gps }));
  const epochs = dates.filter(({ value }) => isEpochDate(value));
  if (epochs.length > 0) found.push(about('epoch_date', { dates: epochs.slice(0, 10) }));
  const future = dates.filter(({ value }) => isAfter(value, receivedAt));
  if (future.length > 0) found.push(about('future_date', { dates: future.slice(0, 10), receivedAt: receivedAt.toISOString() }));
  if (captured && modified) found.push(...orderFacts(captured, modified, about));
  const tools = readings.flatMap(({ parsed }) => parsed.software);
  const editing = tools.filter(({ value }) => editors.test(value));
  if (editing.length > 0) found.push(about('editor_tag', { tags: editing.slice(0, 10) }));
  const chat = tools.filter(({ value }) => chatApps.test(value));
  if (chat.length > 0) found.push(about('chat_app_tag', { tags: chat.slice(0, 10) }));
  const saysNothing =
    groups.length === 0 && !captured && !gps && !exiftool.make && software.length === 0 && dates.every(({ value }) => isEpochDate(value));
  if (saysNothing) found.push(about('no_metadata', {}));
  return found;
}

type Stated = { tag: string; value: string };

function orderFacts(captured: Stated, modified: Stated, about: About): Fact[] {
  const first = readDate(captured.value);
  const second = readDate(modified.value);
  if (!first || !second || isEpochDate(captured.value) || isEpochDate(modified.value)) return [];
  // Two moments where both state a zone, else the bare clock faces: a mixed pair may differ by a zone and mean the same.
  const both = first.moment !== null && second.moment !== null;
  const difference = both ? (second.moment ?? 0) - (first.moment ?? 0) : second.local - first.local;
  const slack = both || (first.moment === null && second.moment === null) ? closeEnough : widestZone;
  if (Math.abs(difference) <= slack) return [];
  const evidence = { captured, modified, secondsBetween: Math.round(difference / 1000) };
  return [about(difference < 0 ? 'capture_after_modification' : 'capture_differs_from_modification', evidence)];
}

/** Later than the moment of receipt, whatever zone the date was meant in; a clock may be a little fast. */
function isAfter(text: string, receivedAt: Date): boolean {
  const date = readDate(text);
  if (!date) return false;
  const slack = date.moment === null ? widestZone : 0;
  return (date.moment ?? date.local) - slack > receivedAt.getTime() + day / 24;
}
