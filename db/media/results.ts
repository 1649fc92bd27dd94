/** What the media stages leave in the record. Nothing is overwritten: a later reading adds rows, a later viewing copy supersedes the earlier one. */
import type { Sql, Transaction } from '#db/connect.ts';
import { parsedMetadata } from '#db/media/parsed.ts';
import type { ParsedMetadata } from '#db/media/parsed.ts';

/** One tool's reading of one file. `raw` is its output, whole. */
export type Reading = { tool: string; toolVersion: string; arguments: readonly string[]; raw: string; parsed: ParsedMetadata };

/** Adds a reading; inside `settleStage`. */
export async function addReading(tx: Transaction, fileId: string, reading: Reading): Promise<void> {
  const parsed = parsedMetadata.parse(reading.parsed);
  await tx`insert into metadata (file_id, tool, tool_version, arguments, raw, parsed)
    values (${fileId}, ${reading.tool}, ${reading.toolVersion}, ${tx.json([...reading.arguments])}, ${storable(reading.raw)}, ${tx.json(scrub(parsed))})`;
}

export type DerivativeKind = 'thumbnail' | 'view' | 'poster';

export type DerivativeIntent = {
  fileId: string;
  kind: DerivativeKind;
  /** Fresh and random; the object is written under it once. */
  key: string;
  type: string;
  parentSha256: Buffer;
  tool: string;
  toolVersion: string;
  arguments: readonly string[];
  /** Pixels. */
  width: number;
  height: number;
};

/** The row comes before the bytes, so that no object lies in the bucket that the record does not know. */
export async function intendDerivative(sql: Sql, intent: DerivativeIntent): Promise<string> {
  const [row] = await sql<[{ id: string }]>`
    insert into derivatives (file_id, kind, object_key, type, parent_sha256, tool, tool_version, arguments, width, height)
    values (${intent.fileId}, ${intent.kind}, ${intent.key}, ${intent.type}, ${intent.parentSha256}, ${intent.tool}, ${intent.toolVersion},
      ${sql.json([...intent.arguments])}, ${intent.width}, ${intent.height}) returning id`;
  return row.id;
}

export type StoredDerivative = { id: string; kind: DerivativeKind; versionId: string; size: number; sha256: Buffer };

/** Makes written objects the current viewing copies; inside `settleStage`. The row that was current stays, as superseded, and so do intents without an end. */
export async function storeDerivatives(tx: Transaction, fileId: string, stored: readonly StoredDerivative[]): Promise<void> {
  for (const one of stored) {
    await tx`update derivatives set state = 'superseded' where file_id = ${fileId} and kind = ${one.kind} and ordinal = 0 and id <> ${one.id} and state in ('intent', 'stored')`;
    await tx`update derivatives set state = 'stored', version_id = ${one.versionId}, size = ${one.size}, sha256 = ${one.sha256} where id = ${one.id} and state = 'intent'`;
  }
}

/** Objects of a start that lost its stage stay on record: this group's key does not delete. */
export async function supersedeDerivatives(sql: Sql, written: readonly { id: string; versionId: string | null }[]): Promise<void> {
  for (const { id, versionId } of written)
    await sql`update derivatives set state = 'superseded', version_id = ${versionId} where id = ${id} and state = 'intent'`;
}

/** Postgres' text holds no NUL. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** Postgres' jsonb holds neither NUL nor half a surrogate pair. Own fields only, at a depth our schema bounds. */
function scrub(parsed: ParsedMetadata): never {
  const text = JSON.stringify(parsed, (_key, value: unknown) => (typeof value === 'string' ? storable(value) : value));
  return JSON.parse(text) as never; // postgres.js' type of JSON values is narrower than what JSON.parse can name
}
