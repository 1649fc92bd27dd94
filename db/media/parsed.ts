/** What a reviewer reads of a file's metadata. The tools' raw output beside it is the evidence; this is only for display and for comparing. */
import { z } from 'zod';

/** A date as the file states it, and under which tag. Verbatim: a zone is there only if the file had one, and nothing is corrected. */
const statedDate = z.strictObject({ tag: z.string(), value: z.string() });

export const parsedMetadata = z.strictObject({
  make: z.string().optional(),
  model: z.string().optional(),
  /** Programs that named themselves: `Software`, encoders, editors. */
  software: z.array(z.strictObject({ tag: z.string(), value: z.string() })).default([]),
  captured: statedDate.optional(),
  modified: statedDate.optional(),
  /** Every date found, those above included. */
  dates: z.array(statedDate).default([]),
  /** Degrees, WGS 84; metres. */
  gps: z
    .strictObject({ latitude: z.number(), longitude: z.number(), altitude: z.number().optional(), at: z.string().optional() })
    .optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  durationSeconds: z.number().optional(),
  frameRate: z.string().optional(),
  codecs: z.array(z.string()).default([]),
  container: z.string().optional(),
  /** Groups of tags besides what any file of its format has: none means that the file says nothing about its making. */
  groups: z.array(z.string()).default([]),
  /** What the tool said about trouble in reading. */
  warnings: z.array(z.string()).default([]),
});

export type ParsedMetadata = z.infer<typeof parsedMetadata>;
