/**
 * What each of our processes is told, and nothing more: the one place where servers and secrets become environments. `npm start` and the tests share it, so that a
 * test's intake process holds exactly the credentials of the real one. Plain JavaScript without dependencies: the launcher runs it before anything is installed.
 */
import path from 'node:path';

/** @typedef {'intake' | 'review' | 'evidence' | 'receive' | 'media' | 'records'} ProcessGroup */
/** @typedef {'owner' | 'intake' | 'console' | 'receive' | 'media' | 'records'} DatabaseRole */
/** @typedef {'intake' | 'receive' | 'media' | 'records' | 'console'} StoreUser */
/** @typedef {{ principal: string, accessKeyId: string, secretAccessKey: string }} StoreCredentials */

/**
 * The servers of one stack, as written to `servers.json`: where they are, and every secret needed to be anyone. No process of ours gets it as a whole.
 * @typedef {object} Servers
 * @property {string} databaseUrl superuser (or at least: may create roles and databases)
 * @property {string} redisUrl
 * @property {{ socket: string, signatures: string } | { host: string, port: number, signatures: string }} clamd
 * @property {{ endpoint: string, publicEndpoint?: string, region: string, forcePathStyle: boolean, sse?: string,
 *   root: { accessKeyId: string, secretAccessKey: string }, users: Record<StoreUser, StoreCredentials> }} s3
 * @property {Record<DatabaseRole, string>} logins passwords of the database logins
 */

/**
 * Everything about one installation that is not a server: its database's name, prefixes, folders, ports and origins.
 * @typedef {object} Installation
 * @property {'local' | 'test'} mode
 * @property {Servers} servers
 * @property {string} database
 * @property {string} bucketPrefix
 * @property {string} queuePrefix
 * @property {string} keys folder of the key files
 * @property {string} spool folder under which each worker group has its own
 * @property {{ intake: string, review: string, evidence: string }} origins
 */

/** Process groups in the order in which they are started. @type {readonly ProcessGroup[]} */
export const processGroups = ['receive', 'media', 'records', 'intake', 'review', 'evidence'];

/** @type {Record<ProcessGroup, { role: DatabaseRole, user: StoreUser, command: string[] }>} */
const groups = {
  intake: { role: 'intake', user: 'intake', command: ['app/server.ts'] },
  review: { role: 'console', user: 'console', command: ['app/server.ts'] },
  evidence: { role: 'console', user: 'console', command: ['app/evidence/server.ts'] },
  receive: { role: 'receive', user: 'receive', command: ['workers/main.ts'] },
  media: { role: 'media', user: 'media', command: ['workers/main.ts'] },
  records: { role: 'records', user: 'records', command: ['workers/main.ts'] },
};

/** The files that hold an installation's keys, inside its folder of keys. */
export const keyFiles = {
  sealingPublic: 'sealing.public',
  sealingPrivate: 'sealing.private',
  signing: 'signing.private',
  signingPublic: 'signing.public',
  account: 'account.key',
};

/**
 * The arguments for `node` of one process group.
 * @param {ProcessGroup} group
 */
export function commandFor(group) {
  return groups[group].command;
}

/**
 * The address by which one role's login reaches one database of the server that `adminUrl` names.
 * @param {string} adminUrl
 * @param {string} database
 * @param {{ name: string, password: string } | null} login null keeps the administrator's own
 */
export function databaseAddress(adminUrl, database, login) {
  const address = new URL(adminUrl);
  address.pathname = `/${database}`;
  if (login !== null) {
    address.username = login.name;
    address.password = encodeURIComponent(login.password);
  }
  return address.href;
}

/**
 * The login of one database role.
 * @param {Servers} servers
 * @param {DatabaseRole} role
 */
export function databaseLogin(servers, role) {
  return { name: `exhibit_${role}_login`, password: servers.logins[role] };
}

/** @param {Servers} servers @param {StoreUser | 'root'} user @param {string} bucketPrefix */
export function storeEnvironment(servers, user, bucketPrefix) {
  const { s3 } = servers;
  const credentials = user === 'root' ? s3.root : s3.users[user];
  return {
    S3_ENDPOINT: s3.endpoint,
    S3_PUBLIC_ENDPOINT: s3.publicEndpoint ?? s3.endpoint,
    S3_REGION: s3.region,
    S3_FORCE_PATH_STYLE: s3.forcePathStyle ? '1' : '0',
    S3_ACCESS_KEY_ID: credentials.accessKeyId,
    S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    S3_BUCKET_PREFIX: bucketPrefix,
    S3_SSE: s3.sse ?? 'none',
  };
}

/**
 * What every child gets from the surrounding environment. Named one by one: a secret that happens to be set where the launcher runs reaches nobody.
 * @param {Record<string, string | undefined>} surroundings
 * @returns {Record<string, string>}
 */
export function plainEnvironment(surroundings) {
  /** @type {Record<string, string>} */
  const plain = { LC_ALL: 'C.UTF-8' };
  for (const name of ['PATH', 'HOME', 'TMPDIR', 'TZ', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'CI']) {
    const value = surroundings[name];
    if (value !== undefined) plain[name] = value;
  }
  return plain;
}

/**
 * The whole environment of one process group, without PRIVATE_PORT, which is the starter's choice.
 * @param {ProcessGroup} group
 * @param {Installation} installation
 * @returns {Record<string, string>}
 */
export function environmentFor(group, installation) {
  const { servers, keys, origins } = installation;
  const { role, user } = groups[group];
  /** @param {keyof typeof keyFiles} name */
  const key = (name) => path.join(keys, keyFiles[name]);
  const common = {
    MODE: installation.mode,
    DATABASE_URL: databaseAddress(servers.databaseUrl, installation.database, databaseLogin(servers, role)),
    ...storeEnvironment(servers, user, installation.bucketPrefix),
  };
  /** @param {string} origin */
  const web = (origin) => ({ ORIGIN: origin, PORT: new URL(origin).port, HOST: '127.0.0.1', NODE_ENV: 'production' });
  const worker = () => ({
    WORKER_GROUP: group,
    REDIS_URL: servers.redisUrl,
    QUEUE_PREFIX: installation.queuePrefix,
    SPOOL_DIR: path.join(installation.spool, group),
  });
  switch (group) {
    case 'intake':
      return { ...common, ...web(origins.intake), SURFACE: 'intake', SEALING_PUBLIC_KEY_FILE: key('sealingPublic') };
    case 'review':
      return {
        ...common,
        ...web(origins.review),
        SURFACE: 'review',
        EVIDENCE_ORIGIN: origins.evidence,
        SEALING_PRIVATE_KEY_FILE: key('sealingPrivate'),
        ACCOUNT_KEY_FILE: key('account'),
      };
    case 'evidence':
      return { ...common, ...web(origins.evidence), CONSOLE_ORIGIN: origins.review };
    case 'receive':
      return { ...common, ...worker(), ...scannerEnvironment(servers) };
    case 'media':
      return { ...common, ...worker() };
    case 'records':
      return { ...common, ...worker(), SIGNING_KEY_FILE: key('signing') };
    default:
      throw new Error(`no process group is called ${group}`);
  }
}

/** @param {Servers} servers @returns {Record<string, string>} */
function scannerEnvironment({ clamd }) {
  const address = 'socket' in clamd ? { CLAMD_SOCKET: clamd.socket } : { CLAMD_HOST: clamd.host, CLAMD_PORT: String(clamd.port) };
  return { ...address, CLAMD_SIGNATURES: clamd.signatures };
}

/**
 * The environment of a command that a person (or the launcher) runs. Each gets what its task needs:
 * `migrate` the administrator's address and the logins' passwords, `store` the buckets' owner, `demo` and `samples` what a console process or a witness has.
 * @param {'migrate' | 'store' | 'demo' | 'samples' | 'custody-verify' | 'compartment' | 'account' | 'restricted'} command
 * @param {Installation} installation
 * @returns {Record<string, string>}
 */
export function environmentForCommand(command, installation) {
  const { servers, database, keys, origins } = installation;
  const mode = { MODE: installation.mode };
  /** @param {DatabaseRole} role */
  const as = (role) => ({ DATABASE_URL: databaseAddress(servers.databaseUrl, database, databaseLogin(servers, role)) });
  switch (command) {
    case 'migrate': {
      const passwords = Object.entries(servers.logins).map(([role, password]) => [`${role.toUpperCase()}_LOGIN_PASSWORD`, password]);
      return { ...mode, DATABASE_URL: databaseAddress(servers.databaseUrl, database, null), ...Object.fromEntries(passwords) };
    }
    case 'store': {
      const principals = Object.entries(servers.s3.users).map(([user, { principal }]) => [`S3_${user.toUpperCase()}_PRINCIPAL`, principal]);
      return {
        ...mode,
        ...as('owner'),
        ...storeEnvironment(servers, 'root', installation.bucketPrefix),
        ...Object.fromEntries(principals),
        ORIGIN: origins.intake,
      };
    }
    case 'demo':
      return { ...mode, ...as('console'), ORIGIN: origins.review, ACCOUNT_KEY_FILE: path.join(keys, keyFiles.account) };
    case 'custody-verify':
      // The buckets' owner alone reads the checkpoints' copies back.
      return {
        ...mode,
        ...as('records'),
        ...storeEnvironment(servers, 'root', installation.bucketPrefix),
        SIGNING_KEY_FILE: path.join(keys, keyFiles.signing),
      };
    case 'compartment':
      return { ...mode, ...as('console') };
    case 'account':
      return { ...mode, ...as('console'), ACCOUNT_KEY_FILE: path.join(keys, keyFiles.account) };
    case 'restricted':
      return { ...mode, ...as('records'), ...storeEnvironment(servers, 'root', installation.bucketPrefix) };
    case 'samples':
      return { ...mode, ...as('records'), ORIGIN: origins.intake };
    default:
      throw new Error(`no command is called ${command}`);
  }
}
