import type { Sql } from '#db/connect.ts';

/** Says that this start of the stage is alive. False when another start has taken the stage over: the caller stops, its result would be refused anyway. */
export async function reportProgress(
  sql: Sql,
  { fileId, stage, generation, percent }: { fileId: string; stage: 'receive' | 'scan'; generation: number; percent: number },
): Promise<boolean> {
  const rows = await sql`update file_stages set progress_at = clock_timestamp(), percent = ${percent}
    where file_id = ${fileId} and stage = ${stage} and state = 'running' and generation = ${generation} returning 1`;
  return rows.length === 1;
}
