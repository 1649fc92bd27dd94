/** What the object store was found to enforce when it was last prepared; shown on the health page. */
import type { Query } from '#db/connect.ts';

/** Adds one probe's findings (plain JSON). */
export async function recordStoreProbe(sql: Query, findings: unknown): Promise<void> {
  await sql`insert into store_probes (findings) values (${JSON.stringify(findings)}::text::jsonb)`;
}

/** The latest findings, or null before the first probe. */
export async function readStoreProbe(sql: Query): Promise<{ at: Date; findings: unknown } | null> {
  const [latest] = await sql<{ at: Date; findings: unknown }[]>`select at, findings from store_probes order by at desc limit 1`;
  return latest ?? null;
}
