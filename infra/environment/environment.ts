export { readEnvironment, parseEnvironment, EnvironmentInvalid } from './read.ts';
export { readSurface, readWorkerGroup } from './start.ts';
export { scannerSettings, storeSettings } from './settings.ts';
export type { Environment, Group } from './schema.ts';
