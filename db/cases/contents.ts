/**
 * What an export holds, frozen when it is requested and kept in its row. Together with rows that never change (answers by version, metadata, scans, custody
 * events up to a cut-off) it is enough to build the same bytes again; nothing that may change afterwards is read while building.
 *
 * Stored data: a change of shape is a new `v` beside this one. Hashes in lower-case hex, sizes in bytes, times RFC 3339 in UTC unless named local.
 */
import { z } from 'zod';
import { verdictKeys } from '../vocabularies/verdicts.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime();
const size = z.int().min(0);
const crc32 = z.int().min(0).max(0xffffffff);

/** Why something of the case is not in the bundle. */
export const exclusions = {
  restricted: 'Restricted: a slip sheet stands in its place.',
  not_open: 'Not open to the person who requested this bundle (restricted, in a closed group, or stepped back from).',
  infected: 'Malware was found. Left out unless a named person asks for it.',
  encrypted: 'Encrypted: the scanner could not look inside. Left out unless a named person asks for it.',
  too_large: 'Too large to be scanned whole. Left out unless a named person asks for it.',
  limits_exceeded: 'An archive that unpacks further than the scanner goes. Left out unless a named person asks for it.',
  not_scanned: 'Not processed: the scan had not finished.',
  scan_failed: 'Not processed: the scan failed.',
  not_received: 'Not processed: the portal had not yet taken the file over from the upload.',
} as const;
export type Exclusion = keyof typeof exclusions;
const exclusion = z.enum(Object.keys(exclusions) as [Exclusion, ...Exclusion[]]); // the object's own keys

const decision = z.strictObject({ decision: z.string(), reason: z.string(), at: time });
/** The last event that belongs into the bundle, and its hash. */
const cutOff = z.strictObject({ seq: z.int().min(1), hash });

const derivative = z.strictObject({
  id: z.uuid(),
  kind: z.string(),
  ordinal: z.int().min(0),
  key: z.string(),
  versionId: z.string(),
  type: z.string(),
  size,
  sha256: hash,
  parentSha256: hash,
  tool: z.string(),
  toolVersion: z.string(),
  arguments: z.json(),
});

const item = z.strictObject({
  exhibit: z.int().min(1),
  fileId: z.uuid(),
  submissionId: z.uuid(),
  ordinal: z.int(),
  /** The witness's own words: hostile text. */
  name: z.string(),
  caption: z.string(),
  declared: z.json(),
  size,
  type: z.string().nullable(),
  verdict: z.enum(verdictKeys),
  sha256: hash.nullable(),
  sha256Declared: hash.nullable(),
  hashSource: z.enum(['device', 'server']).nullable(),
  decision: decision.nullable(),
  retention: z.strictObject({ mode: z.string(), until: time }).nullable(),
  /** Null: the file is in the bundle. */
  excluded: exclusion.nullable(),
  /** Where the original lies; null when it is not in the bundle. */
  original: z.strictObject({ key: z.string(), versionId: z.string(), crc32 }).nullable(),
  derivatives: z.array(derivative),
  metadata: z.array(z.uuid()),
  scans: z.array(z.uuid()),
});

const submission = z.strictObject({
  id: z.uuid(),
  reference: z.string(),
  receivedAt: time,
  receivedLocal: z.string(),
  language: z.string(),
  state: z.string(),
  decision: decision.nullable(),
  answersVersion: z.int().min(1),
  /** Whether the portal holds a sealed identity; what it says is never in a bundle. */
  identity: z.enum(['none', 'withheld']),
  chain: cutOff,
});

export const contentsSchema = z.strictObject({
  v: z.literal(1),
  exportId: z.uuid(),
  number: z.int().min(1),
  case: z.strictObject({ id: z.uuid(), number: z.string(), title: z.string(), chain: cutOff }),
  office: z.string(),
  timeZone: z.string(),
  requestedBy: z.strictObject({ id: z.uuid(), name: z.string() }),
  recipient: z.string(),
  authority: z.string(),
  submissions: z.array(submission),
  items: z.array(item),
  /** Submissions of the case that the requester may not see: named by nothing but their id. */
  withheldSubmissions: z.array(z.uuid()),
  /** Exhibit numbers given earlier to files of such submissions: a gap in the numbering, explained. */
  withheldExhibits: z.array(z.int().min(1)),
});

export type ExportContents = z.infer<typeof contentsSchema>;
export type ExportItem = ExportContents['items'][number];
export type ExportSubmission = ExportContents['submissions'][number];
export type ExportDerivative = ExportItem['derivatives'][number];
