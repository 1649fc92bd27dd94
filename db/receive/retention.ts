import type { Query } from '#db/connect.ts';
import { readSetting } from '#db/settings/settings.ts';

/** How an original is locked at receipt, by the office's settings and the record's clock. A case, a hold or an acceptance extends it later. */
export async function receiptRetention(sql: Query): Promise<{ mode: 'GOVERNANCE' | 'COMPLIANCE'; until: Date }> {
  const mode = await readSetting(sql, 'retention.mode');
  const days = await readSetting(sql, 'retention.receiptDays');
  const [row] = await sql<[{ until: Date }]>`select date_trunc('second', clock_timestamp()) + make_interval(days => ${days}) as until`;
  return { mode, until: row.until };
}
