/** Whether the database server could write a statement or its values into its log: narratives travel in statements' parameters. */
import type { Query } from './connect.ts';

/** The values under which Postgres' log holds no statement and no parameter. An error's own text may quote a value too, hence the first and the last. */
export const quietServer = {
  log_min_messages: ['fatal', 'panic', 'log'],
  log_statement: ['none'],
  log_min_duration_statement: ['-1'],
  log_min_duration_sample: ['-1'],
  log_transaction_sample_rate: ['0'],
  log_min_error_statement: ['panic'],
  log_parameter_max_length: ['0'],
  log_parameter_max_length_on_error: ['0'],
  log_error_verbosity: ['terse'],
} as const satisfies Record<string, readonly string[]>;

/** The settings that could let a value into the log, with their values; empty is good. Belongs under /details and among what production refuses. */
export async function findTalkativeSettings(sql: Query): Promise<{ name: string; value: string }[]> {
  const quiet = new Map<string, readonly string[]>(Object.entries(quietServer));
  const rows = await sql<
    { name: string; value: string }[]
  >`select name, setting as value from pg_settings where name = any(${[...quiet.keys()]}) order by name`;
  return rows.filter((row) => !quiet.get(row.name)?.includes(row.value)).map(({ name, value }) => ({ name, value }));
}
