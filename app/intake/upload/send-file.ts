/** One file from the browser to the store: create, parts, complete. Nothing of it is kept on the device. */
import type { HashReply, HashRequest } from './hash.worker.ts';
import HashWorker from './hash.worker.ts?worker';
import { Refused, transferParts, withRetries, type HashedPart, type Part } from './transfer.ts';

/** The file cannot be read any more, or was changed since it was chosen. */
export class FileChanged extends Error {
  override readonly name = 'FileChanged';
}

export type Progress = { onBytes(sent: number): void; onRetry(): void };

const retries = {
  attempts: 8,
  firstPause: 1_000,
  longestPause: 30_000,
  wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};
const silence = 120_000; // milliseconds without any byte before a part is given up and tried again

/**
 * Resolves with the upload's id once the server has recorded the file. `onAsked` tells it before the server knows of it: it can be taken back even where the answer
 * never came.
 */
export async function sendFile(
  file: File,
  role: 'evidence' | 'statement',
  progress: Progress,
  onAsked: (upload: string) => void,
): Promise<string> {
  const again = { ...retries, onRetry: progress.onRetry };
  const upload = newId(); // ours, so that asking again after a lost answer makes no second upload
  const about = { upload, name: file.name, size: file.size, role };
  onAsked(upload);
  const { partSize } = await withRetries(() => ask<{ partSize: number }>('create', about), again);
  const worker = new HashWorker();
  let whole: string | null = null;
  const sent = new Map<number, number>();
  const report = (n: number, bytes: number): void => {
    sent.set(n, bytes);
    progress.onBytes([...sent.values()].reduce((sum, value) => sum + value, 0));
  };
  try {
    const parts = await transferParts(file.size, partSize, {
      async read({ start, end }: Part): Promise<HashedPart> {
        const reply = await hashIn(worker, { blob: file.slice(start, end), last: end === file.size });
        if ('failed' in reply || reply.bytes.byteLength !== end - start) throw new FileChanged('the file cannot be read as it was chosen');
        whole = reply.whole;
        return reply;
      },
      send: ({ n }, { bytes, sha256 }) =>
        withRetries(async () => {
          report(n, 0);
          // A fresh address each time: the one before may have expired while the phone slept.
          const address = await ask<{ url: string; headers: Record<string, string> }>('sign', {
            upload,
            part: n,
            size: bytes.byteLength,
            sha256,
          });
          await put(address.url, address.headers, bytes, (count) => report(n, count));
          report(n, bytes.byteLength);
        }, again),
    });
    await withRetries(() => ask('complete', { upload, sha256: whole, parts }), again);
    return upload;
  } finally {
    worker.terminate();
  }
}

/** Takes a file back; what cannot be told to the server now ends with the draft. */
export async function takeBack(upload: string): Promise<void> {
  await ask('remove', { upload }).catch(() => {});
}

/** A random UUID. `crypto.randomUUID` is absent over plain http, as at an onion address. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function hashIn(worker: Worker, request: HashRequest): Promise<HashReply> {
  return new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<HashReply>) => resolve(data);
    worker.onerror = () => resolve({ failed: true });
    worker.postMessage(request);
  });
}

async function ask<T>(verb: 'create' | 'sign' | 'complete' | 'remove', body: object): Promise<T> {
  // Files of a report that is being written, or such as are added to one that was handed in.
  const files = location.pathname.startsWith('/follow/') ? '/follow/files' : '/report/files';
  const response = await fetch(`${files}/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  const answer = (await response.json()) as T & { message?: string };
  if (response.ok) return answer;
  if (response.status >= 500 || response.status === 408 || response.status === 429) throw new Error('the server is away');
  throw new Refused(answer.message ?? '');
}

/** By XMLHttpRequest because fetch does not tell how much of a body has gone out. The store refuses bytes other than the signed ones. */
function put(url: string, headers: Record<string, string>, bytes: ArrayBuffer, onBytes: (count: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer = 0;
    const stayAwake = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), silence) as unknown as number; // a number in browsers
    };
    const fail = (): void => {
      clearTimeout(timer);
      reject(new Error('the part was not stored'));
    };
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      stayAwake();
      onBytes(event.loaded);
    };
    request.onload = () => {
      clearTimeout(timer);
      if (request.status === 200) resolve();
      else fail();
    };
    request.onerror = request.onabort = request.ontimeout = fail;
    stayAwake();
    request.send(bytes);
  });
}
