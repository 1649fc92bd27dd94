/**
 * The one list of what production refuses to run with. Each rule looks at facts that the starting process collected, and says in a sentence what is wrong and
 * what to do. Pure: nothing here reads a file, an environment or a clock. A fact that could not be found out is refused like a bad one.
 */

/** What a starting process knows about its surroundings; each group gives what it has, and gets the rules about that. */
export type Facts = {
  /** Email addresses are not needed: a count is. */
  demoAccounts?: number;
  signatures?: 'official' | 'eicar-only' | 'other';
  /** From the store's latest probe; null when there is none. */
  probe?: { objectLock: boolean; partHash: boolean; versioning: boolean } | null;
  /** The setting that lets an office start without a lock, by name. */
  allowsNoLock?: boolean;
  store?: { publicEndpoint: string; foreignHost?: string | undefined };
  /** This surface's own origin, and those it names. */
  origins?: readonly string[];
  /** Values of secrets by the name of their variable; compared, never shown. */
  secrets?: Readonly<Record<string, string>>;
  failpoint?: string | undefined;
  lockDurationMs?: number | undefined;
  /** Effective user id of this process. */
  uid?: number;
  /** What `current_user` is and owns, from the database itself. */
  database?: { user: string; isSuperuser: boolean; ownsTables: boolean };
  /** Settings of the database server, by name, under which its log could hold what a witness wrote; empty is good. */
  talkativeDatabase?: readonly { name: string; value: string }[];
  /** Unix mode bits of each secret key file. */
  keyFiles?: readonly { kind: string; mode: number }[];
};

export type Refusal = { rule: RuleName; sentence: string };

type Rule = (facts: Facts) => string | null;

/** Secrets that stand in examples, defaults of other software, or that anyone guesses first. */
const published = [
  'minioadmin',
  'password',
  'postgres',
  'changeme',
  'secret',
  'exhibit',
  'admin',
  'test',
  'default',
  'letmein',
  '12345678',
  'example',
];
const fewestCharacters = 16;

const rules = {
  demoAccounts: ({ demoAccounts }) =>
    demoAccounts === undefined || demoAccounts === 0
      ? null
      : `There are ${demoAccounts} demo accounts, whose passwords are public. Delete them.`,

  signatures: ({ signatures }) =>
    signatures !== 'eicar-only'
      ? null
      : "The scanner knows only the test file's signature. Give clamd the official database (freshclam) and set CLAMD_SIGNATURES.",

  objectLock: ({ probe, allowsNoLock }) => {
    if (probe === undefined || allowsNoLock === true) return null;
    if (probe === null) return 'What the store enforces was never tried. Run the store bootstrap.';
    return probe.objectLock
      ? null
      : 'The store did not keep a locked version from being deleted. Use a store with Object Lock, or allow its absence by name.';
  },

  storeIntegrity: ({ probe }) =>
    !probe || (probe.partHash && probe.versioning)
      ? null
      : 'The store takes other bytes than those whose hash was signed, or keeps no versions. It cannot hold evidence.',

  foreignStore: ({ store, origins }) => {
    if (!store) return null;
    const host = hostOf(store.publicEndpoint);
    if (host === null) return 'S3_PUBLIC_ENDPOINT is not an address.';
    if (store.foreignHost !== undefined && store.foreignHost === host) return null;
    const own = (origins ?? []).map(hostOf).filter((name) => name !== null);
    const isOwn = own.some((name) => host === name || host.endsWith(`.${name}`));
    return isOwn
      ? null
      : `Browsers would send files to ${host}, which is not this site's own host or one below it. Name it in S3_PUBLIC_FOREIGN_HOST if that is meant.`;
  },

  plainOrigins: ({ origins, store }) => {
    const addresses = [...(origins ?? []), ...(store ? [store.publicEndpoint] : [])];
    const isPlain = addresses.some((address) => !address.startsWith('https://') && !isOnion(address));
    return isPlain ? 'An origin or the public store address is plain http. Only https (or an onion address) protects a witness.' : null;
  },

  secrets: ({ secrets }) => {
    const bad = Object.entries(secrets ?? {}).filter(([, value]) => isWeak(value));
    return bad.length === 0
      ? null
      : `${bad.map(([name]) => name).join(', ')}: a default, published or short secret. Make a new random one.`;
  },

  failpoint: ({ failpoint }) => (failpoint === undefined ? null : 'FAILPOINT is set: it makes the process kill itself. It is for tests.'),

  testTiming: ({ lockDurationMs }) => (lockDurationMs === undefined ? null : 'LOCK_DURATION_MS is set. It is for tests.'),

  root: ({ uid }) => (uid === 0 ? 'This process runs as root. Give it a system user of its own.' : null),

  databaseOwner: ({ database }) => {
    if (!database) return null;
    if (database.isSuperuser) return 'This process is a superuser of the database. Give it the login of its own role.';
    return database.ownsTables
      ? "This process owns the database's tables and could rewrite the record. Give it the login of its own role."
      : null;
  },

  talkativeDatabase: ({ talkativeDatabase }) =>
    talkativeDatabase === undefined || talkativeDatabase.length === 0
      ? null
      : `The database server could write what a witness wrote into its log: ${talkativeDatabase.map(({ name, value }) => `${name} is ${value}`).join(', ')}. Set what infra/docs/operations.md lists.`,

  keyFiles: ({ keyFiles }) => {
    const open = (keyFiles ?? []).filter(({ mode }) => (mode & 0o077) !== 0).map(({ kind }) => kind);
    return open.length === 0 ? null : `Others than their owner may read key files: ${open.join(', ')}. chmod 600 them.`;
  },
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;
export const ruleNames = Object.keys(rules) as RuleName[];

/** Production cannot start with these facts; the message has one sentence a line, without any secret. */
export class ProductionRefused extends Error {
  override readonly name = 'ProductionRefused';
  readonly refusals: readonly Refusal[];
  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ sentence }) => sentence).join('\n'));
    this.refusals = refusals;
  }
}

/** Everything that production refuses about these facts. Pure. */
export function findRefusals(facts: Facts): Refusal[] {
  return ruleNames.flatMap((rule) => {
    const sentence = rules[rule](facts);
    return sentence === null ? [] : [{ rule, sentence }];
  });
}

/** Throws ProductionRefused when MODE is production and there is anything to refuse. */
export function refuseInProduction(mode: string, facts: Facts): void {
  if (mode !== 'production') return;
  const refusals = findRefusals(facts);
  if (refusals.length > 0) throw new ProductionRefused(refusals);
}

function isWeak(value: string): boolean {
  const plain = value.toLowerCase();
  return (
    value.length < fewestCharacters ||
    new Set(value).size < 6 ||
    published.some((word) => plain === word || plain.replace(/[^a-z]/g, '') === word)
  );
}

function hostOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).hostname : null;
}

function isOnion(address: string): boolean {
  return hostOf(address)?.endsWith('.onion') ?? false;
}
