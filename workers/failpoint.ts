/**
 * Named points at which a test kills this process, as a power cut would: `FAILPOINT` lists them, comma-separated. The environment's schema takes
 * the variable in test mode only, so that in production `failpoint` is a comparison with an empty list.
 */
import { mkdirSync, openSync, closeSync } from 'node:fs';
import { join } from 'node:path';

let armed: { names: readonly string[]; directory: string } = { names: [], directory: '' };

/** Arms the points of this process. `directory` keeps one marker a point, so that each fires once however often the process is started again. */
export function armFailpoints(names: readonly string[], directory: string): void {
  armed = { names, directory };
}

/** Kills this process with SIGKILL if this point is armed and has not fired before; else does nothing. */
export function failpoint(name: string): void {
  if (!armed.names.includes(name)) return;
  mkdirSync(armed.directory, { recursive: true });
  try {
    closeSync(openSync(join(armed.directory, `failpoint-${name}`), 'wx')); // exclusive: whoever made the marker first dies
  } catch {
    return;
  }
  process.kill(process.pid, 'SIGKILL');
}
