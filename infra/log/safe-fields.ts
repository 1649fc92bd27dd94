/** Which fields a log line may have, and of what form. Deny by default: a known name with a value of another form is replaced by `[form]`. Pure. */

type Form = (value: unknown) => boolean;

const isCount: Form = (value) => typeof value === 'number' && Number.isFinite(value);
const isFlag: Form = (value) => typeof value === 'boolean';
/** Words of our own vocabularies: states, stages, codes, names of jobs and errors. */
const isWord: Form = (value) => typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_.:-]{0,79}$/.test(value);
const isUuid: Form = (value) => typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value);
const isHash: Form = (value) => typeof value === 'string' && /^[0-9a-f]{16,64}$/.test(value);
/** A route's pattern, where parameters are written as `:name`: no digits longer than a version, so that no id slips in. */
const isRoute: Form = (value) => typeof value === 'string' && /^\/[A-Za-z:$._/*-]{0,119}$/.test(value);
const isVersion: Form = (value) => typeof value === 'string' && /^v?\d+(\.\d+){0,3}$/.test(value);
/** Our own addresses on this machine; a public origin has no path and no query. */
const isOrigin: Form = (value) =>
  typeof value === 'string' && value.length <= 255 && URL.canParse(value) && new URL(value).origin === value;
const isTime: Form = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
const isCodeOrCount: Form = (value) => isWord(value) || isCount(value) || (typeof value === 'string' && /^[A-Z0-9]{5}$/.test(value)); // SQLSTATE

const forms: Record<string, Form> = {
  ...all(isCount, [
    'ms',
    'milliseconds',
    'seconds',
    'bytes',
    'size',
    'count',
    'counts',
    'attempt',
    'attempts',
    'starts',
    'generation',
    'concurrency',
    'pid',
    'port',
  ]),
  ...all(isCount, [
    'privatePort',
    'status',
    'seq',
    'version',
    'files',
    'parts',
    'passed',
    'failed',
    'sent',
    'waiting',
    'active',
    'delayed',
    'lag',
    'exitCode',
    'total',
    'rows',
    'uploads',
    'copies',
    'tickets',
    'drafts',
    'asked',
    'parked',
    'objects',
  ]),
  ...all(isCount, ['asked', 'parked', 'drafts', 'tickets', 'rows', 'uploads', 'copies']),
  ...all(isCount, ['sighted', 'aborted', 'deleted', 'abandoned', 'forgotten', 'strangers', 'missing', 'budget']),
  ...all(isFlag, ['ok', 'ready', 'again', 'superseded', 'connected', 'durable', 'locked', 'final']),
  ...all(isWord, [
    'service',
    'name',
    'kind',
    'stage',
    'state',
    'from',
    'to',
    'outcome',
    'verdict',
    'queue',
    'group',
    'surface',
    'role',
    'action',
    'verb',
    'bucket',
  ]),
  ...all(isWord, [
    'reason',
    'signal',
    'level',
    'mode',
    'method',
    'setting',
    'table',
    'program',
    'tool',
    'loop',
    'failpoint',
    'signatures',
    'sandbox',
  ]),
  ...all(isUuid, [
    'file',
    'fileId',
    'submission',
    'submissionId',
    'export',
    'exportId',
    'case',
    'caseId',
    'account',
    'accountId',
    'request',
    'requestId',
    'upload',
  ]),
  ...all(isUuid, ['uploadId', 'copy', 'copyId', 'item', 'subject', 'subjectId', 'outbox', 'probe', 'ticket']),
  ...all((value) => isUuid(value) || isWord(value), ['job', 'jobId', 'id']),
  ...all(isHash, ['keyId', 'head', 'root']),
  /** A key in the store, which is chance and tells nothing. */
  ...all((value) => isUuid(value) || isHash(value), ['object']),
  ...all(isRoute, ['route']),
  ...all((value) => isVersion(value) || isWord(value), ['engine', 'toolVersion', 'schema', 'migration']),
  ...all(isOrigin, ['origin', 'private', 'endpoint']),
  ...all(isTime, ['at', 'until', 'since']),
  ...all(isCodeOrCount, ['code']),
};
const errorNames = new Set(['error', 'err', 'cause']);

/** What of these fields may be written. Dropped names are not even counted: a name can be a secret too. */
export function safeFields(fields: Record<string, unknown>): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null) continue;
    if (errorNames.has(name)) {
      safe.error = describeError(value);
      continue;
    }
    const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
    if (form) safe[name] = form(value) ? value : '[form]';
  }
  return safe;
}

export type ErrorTrace = { name: string; code?: string | number; where?: string }[];

/** Names, codes and our own place in the code, of an error and its causes. Messages are left out: a database's or a parser's may quote what a person wrote. */
export function describeError(error: unknown): ErrorTrace | string {
  if (typeof error === 'string') return isWord(error) ? error : '[form]';
  const trace: ErrorTrace = [];
  for (let at: unknown = error; at !== undefined && at !== null && trace.length < 5; at = (at as { cause?: unknown }).cause) {
    if (typeof at !== 'object') break;
    const { name, code, stack } = at as { name?: unknown; code?: unknown; stack?: unknown };
    const where = typeof stack === 'string' ? placeIn(stack) : undefined;
    trace.push({
      name: isWord(name) ? String(name) : 'Error',
      ...(isCodeOrCount(code) ? { code: code as string | number } : {}),
      ...(where ? { where } : {}),
    });
  }
  return trace.length > 0 ? trace : '[form]';
}

/** `db/receive/finish.ts:42` of the first of our own frames. Frames are read from their `at` lines only, because a message may come before them. */
function placeIn(stack: string): string | undefined {
  for (const line of stack.split('\n').slice(1, 40)) {
    const found = /^\s+at .*?\b((?:app|db|infra|workers|build)\/[A-Za-z0-9_./-]{1,120}:\d+):\d+\)?$/.exec(line);
    if (found && !line.includes('node_modules')) return found[1];
  }
  return undefined;
}

function all(form: Form, names: readonly string[]): Record<string, Form> {
  return Object.fromEntries(names.map((name) => [name, form]));
}
