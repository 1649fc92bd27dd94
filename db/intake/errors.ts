/** Why intake's functions refuse, as named errors. Routes compare by `name`: bundles hold copies of these classes. */

/** No draft has this id and proof, or its time is over: the two are never told apart. */
export class DraftEnded extends Error {
  override readonly name = 'DraftEnded';
}
/** Another tab saved since this one read. */
export class DraftChangedElsewhere extends Error {
  override readonly name = 'DraftChangedElsewhere';
}
/** `limit` says which: `files`, `file`, `submission` or `store`; on the follow-up page `messages`, `corrections` or `additions`. */
export class OverLimit extends Error {
  override readonly name = 'OverLimit';
  readonly limit: string;
  constructor(limit: string, options?: ErrorOptions) {
    super(`over the limit of ${limit}`, options);
    this.limit = limit;
  }
}
/** The draft is past the state in which this can be done, e.g. already submitted. */
export class WrongState extends Error {
  override readonly name = 'WrongState';
}
/** The draft has no such upload, or had: it was given up, or is past the state in which this can be done. Named as the store names the same. */
export class UploadGone extends Error {
  override readonly name = 'UploadGone';
}
/** The upload or one of its parts is of another length or hash, or goes another way, than was declared. */
export class UploadDiffers extends Error {
  override readonly name = 'UploadDiffers';
}
/** The report holds this very file already, by length and hash. */
export class UploadTwin extends Error {
  override readonly name = 'UploadTwin';
}
/** Unknown reference or wrong passphrase: never told apart. */
export class NoSuchReport extends Error {
  override readonly name = 'NoSuchReport';
}
/** The follow-up page was closed, its time is over, or there never was such a session: not told apart. */
export class FollowEnded extends Error {
  override readonly name = 'FollowEnded';
}
/** Another report has this reference already: forty random bits met. */
export class ReferenceTaken extends Error {
  override readonly name = 'ReferenceTaken';
}
/** The database could not be asked, or did not answer; what was asked may have happened. */
export class RecordUnreachable extends Error {
  override readonly name = 'RecordUnreachable';
}

type DatabaseError = { code?: unknown; detail?: unknown; constraint_name?: unknown };

/** Runs one call of intake's functions and names its refusal. */
export async function askIntake<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw asIntakeError(cause);
  }
}

function asIntakeError(cause: unknown): unknown {
  const { code, detail, constraint_name: constraint } = (cause ?? {}) as DatabaseError; // anything can be thrown; each field is read as absent then
  switch (code) {
    case 'EX001':
      return new DraftEnded('no such draft', { cause });
    case 'EX002':
      return new DraftChangedElsewhere('the draft was saved elsewhere', { cause });
    case 'EX003':
      return new OverLimit(String(detail), { cause });
    case 'EX005':
      return new WrongState('not in a state in which this can be done', { cause });
    case 'EX008':
      if (detail === 'differs') return new UploadDiffers('not as was declared', { cause });
      return new UploadGone('no such upload', { cause });
    case 'EX006':
      return new NoSuchReport('no such report', { cause });
    case 'EX007':
      return new FollowEnded('no such session', { cause });
    case '23505':
      return constraint === 'submissions_reference_key' ? new ReferenceTaken('the reference is taken', { cause }) : cause;
    default:
      return typeof code === 'string' && isConnectionCode(code) ? new RecordUnreachable('the database did not answer', { cause }) : cause;
  }
}

/** Codes of postgres.js and Node for a connection that failed, and Postgres' classes 08 (connection), 53 (resources), 57P (shutdown), 25006 (read-only), 40 (roll back and retry). */
function isConnectionCode(code: string): boolean {
  return /^(CONNECTION_|CONNECT_TIMEOUT$|ECONN|ETIMEDOUT$|EPIPE$|ENOTFOUND$|08|53|57P|57014$|25006$|40)/.test(code);
}
