/** What a request asks of an S3 store, read from its method and address: the same for both ways of naming a bucket's parts that our code uses. */

export type Verb =
  | 'options'
  | 'createMultipart'
  | 'uploadPart'
  | 'listParts'
  | 'complete'
  | 'abort'
  | 'getObject'
  | 'putObject'
  | 'headObject'
  | 'deleteObject'
  | 'retention'
  | 'listObjects'
  | 'listVersions'
  | 'listUploads'
  | 'other';

export type Asked = {
  verb: Verb;
  bucket: string;
  key: string;
  /** Of `uploadPart` only. */
  part?: number;
  uploadId?: string;
};

/** Path-style addresses, which is what the local gateway is asked by. Pure. */
export function readAsked(method: string, target: string): Asked {
  const { pathname, searchParams: query } = new URL(target, 'http://front');
  const [, bucket = '', ...rest] = pathname.split('/');
  const key = rest.map(decodeURIComponent).join('/');
  const uploadId = query.get('uploadId') ?? undefined;
  const part = Number(query.get('partNumber') ?? 0);
  const verb = verbOf(method, { query, hasKey: key !== '' });
  return {
    verb,
    bucket,
    key,
    ...(uploadId === undefined ? {} : { uploadId }),
    ...(verb === 'uploadPart' ? { part } : {}),
  };
}

function verbOf(method: string, { query, hasKey }: { query: URLSearchParams; hasKey: boolean }): Verb {
  if (method === 'OPTIONS') return 'options';
  if (query.has('retention')) return 'retention';
  if (method === 'HEAD') return hasKey ? 'headObject' : 'other';
  if (query.has('uploads')) return method === 'POST' ? 'createMultipart' : 'listUploads';
  if (query.has('uploadId')) return ofUpload[method] ?? 'other';
  if (!hasKey) {
    if (method !== 'GET') return 'other';
    return query.has('versions') ? 'listVersions' : 'listObjects';
  }
  return ofObject[method] ?? 'other';
}

const ofUpload: Record<string, Verb> = { PUT: 'uploadPart', GET: 'listParts', POST: 'complete', DELETE: 'abort' };
const ofObject: Record<string, Verb> = { PUT: 'putObject', GET: 'getObject', DELETE: 'deleteObject' };
