/** Looking at a file's stages, and moving the clock under them, so that a test waits for no pause. */
import { eventually } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';

export type StageName = 'receive' | 'scan' | 'inspect' | 'derive' | 'fingerprint';
export type Seen = { state: string; generation: number; attempts: number; reason: string | null; verdict: string };

/** One stage as it is now, with the file's verdict. */
export async function readStage({ superSql: sql }: World, fileId: string, stage: StageName): Promise<Seen> {
  const [row] = await sql<[Seen]>`
    select s.state, s.generation, s.attempts, s.reason, f.verdict from file_stages s join files f on f.id = s.file_id where s.file_id = ${fileId} and s.stage = ${stage}`;
  return row;
}

/** Waits until a stage is in one of these states. */
export function reaches(world: World, fileId: string, stage: StageName, states: readonly string[], seconds = 30): Promise<Seen> {
  return eventually(
    `${stage} of the file is ${states.join(' or ')}`,
    async () => {
      const seen = await readStage(world, fileId, stage);
      return states.includes(seen.state) ? seen : undefined;
    },
    seconds,
  );
}

/** Lets an hour pass for a pending stage, so that the reconciler's pause is over. `starts` also sets how often it was started. */
export async function hourPasses({ superSql: sql }: World, fileId: string, stage: StageName, starts?: number): Promise<void> {
  await sql`update file_stages set progress_at = progress_at - interval '61 minutes', started_at = started_at - interval '61 minutes', attempts = coalesce(${starts ?? null}, attempts)
    where file_id = ${fileId} and stage = ${stage} and state = 'pending'`;
}
