/** The installation that `npm start` runs: its names, folders and addresses, all derived from the data folder and the ports. */
import path from 'node:path';

/**
 * @param {string} data
 * @param {import('./environments.mjs').Servers} servers
 * @param {{ intake: number, review: number, evidence: number }} ports
 * @returns {import('./environments.mjs').Installation}
 */
export function localInstallation(data, servers, ports) {
  const { DATABASE_URL, S3_BUCKET_PREFIX } = process.env;
  return {
    mode: 'local',
    servers,
    database: DATABASE_URL ? decodeURIComponent(new URL(servers.databaseUrl).pathname.slice(1)) : 'exhibit',
    bucketPrefix: S3_BUCKET_PREFIX ?? 'exhibit-',
    queuePrefix: 'exhibit',
    keys: path.join(data, 'keys'),
    spool: path.join(data, 'spool'),
    origins: {
      intake: `http://localhost:${ports.intake}`,
      review: `http://localhost:${ports.review}`,
      // Another host name than the console's, not only another port: cookies know no ports.
      evidence: `http://127.0.0.1:${ports.evidence}`,
    },
  };
}
