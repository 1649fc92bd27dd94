/** Runs one of our commands as a person would, with exactly the environment it is given. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environmentForCommand, plainEnvironment } from '#infra/local/environments.mjs';
import { asProcessEnv } from '#infra/local/spawn.mjs';
import type { World } from '#tests/support/world.ts';

export type CommandEnd = { code: number; stdout: string; stderr: string };
type CommandName = Parameters<typeof environmentForCommand>[0];

/** Resolves when it has ended, however it ended. `extra` stands above the environment that the command has in this world. */
export function runCommandOf(
  world: World,
  name: CommandName,
  args: readonly string[] = [],
  extra: Record<string, string> = {},
): Promise<CommandEnd> {
  const env = { ...plainEnvironment(process.env), ...environmentForCommand(name, world.installation), ...extra };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [`workers/commands/${name}.ts`, ...args],
      { cwd: fileURLToPath(new URL('../..', import.meta.url)), env: asProcessEnv(env), timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr }),
    );
  });
}
