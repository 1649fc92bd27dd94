/** What goes over the wire: the small JSON conversation with the server, and parts to the store. */
import type { Line } from './line.ts';
import { Cancelled, Refused, StoreRefuses } from './persist.ts';

export type Address = { url: string; headers: Record<string, string> };

const patience = 60_000; // milliseconds for an answer of a few bytes

/** Throws `Refused` for what the server says no to, and any other error for what may be tried again. */
export async function ask<T>(verb: 'create' | 'sign' | 'complete' | 'remove', body: object, signal?: AbortSignal): Promise<T> {
  // Files of a report that is being written, or such as are added to one that was handed in.
  const files = location.pathname.startsWith('/follow/') ? '/follow/files' : '/report/files';
  const ended = new AbortController();
  const end = (): void => ended.abort();
  const timer = setTimeout(end, patience);
  signal?.addEventListener('abort', end);
  try {
    const response = await fetch(`${files}/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: ended.signal,
    });
    const answer = (await response.json()) as T & { message?: string; error?: string };
    if (response.ok) return answer;
    // 507 is no fault that passes: the store is full, which is said in words.
    if ((response.status >= 500 && response.status !== 507) || response.status === 408 || response.status === 429)
      throw new Error('the server is away');
    throw new Refused(answer.message ?? '', answer.error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

type Put = { bytes: ArrayBuffer; silence: number; signal: AbortSignal; line: Line; onBytes(count: number): void };

/**
 * By XMLHttpRequest because fetch does not tell how much of a body has gone out. The store refuses bytes other than the signed ones. `silence`: milliseconds without any
 * sign of life before it is given up.
 */
export function putPart({ url, headers }: Address, { bytes, silence, signal, line, onBytes }: Put): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const kill = (): void => request.abort();
    const { alive, end } = line.watch(kill);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const live = (): void => {
      alive();
      clearTimeout(timer);
      timer = setTimeout(kill, silence);
    };
    const settle = (error: Error | null): void => {
      clearTimeout(timer);
      end();
      signal.removeEventListener('abort', kill);
      if (error) reject(error);
      else resolve();
    };
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => {
      live();
      onBytes(loaded);
    };
    request.onload = () => {
      const isNo = request.status >= 400 && request.status < 500;
      settle(request.status === 200 ? null : isNo ? new StoreRefuses('the store refused a part') : new Error('the store is away'));
    };
    request.onerror = request.onabort = () => settle(signal.aborted ? new Cancelled('stopped') : new Error('the part was not stored'));
    signal.addEventListener('abort', kill);
    live();
    request.send(bytes);
  });
}
