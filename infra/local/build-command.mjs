/** `npm run build`: both apps, without servers. */
import { fileURLToPath } from 'node:url';
import { buildSurfaces } from './build.mjs';
import { plainEnvironment } from './environments.mjs';

await buildSurfaces(fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''), plainEnvironment(process.env));
