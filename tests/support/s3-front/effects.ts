/** What a rule of the front does to a request, and the replies that a store gives in trouble. */

export type Effect =
  /** The store's own refusal, in its XML. `cors: false` leaves out what lets a page read it: the script then sees a failed connection. */
  | { kind: 'status'; status: number; code: string; message: string; cors: boolean }
  /** Both sides are reset when so many bytes of the request's body have passed. */
  | { kind: 'reset'; afterBytes: number }
  /**
   * The store acts on the whole request; its reply is never heard: a reset instead. Chromium sends such a request again by itself on a connection that it used before;
   * `begun`: the reply's head arrives, and then it does not.
   */
  | { kind: 'dropReply'; begun: boolean }
  /** The request is taken and never answered, until `cutAll` or `close`. */
  | { kind: 'hang' }
  /** `milliseconds` before the reply's first byte; then its body at this pace, when there is one. */
  | { kind: 'slowReply'; milliseconds: number; bytesPerSecond?: number }
  /**
   * Of the reply's body only the first `keep` bytes arrive. `cut`: its right length is announced and the connection ends before it; `short`: the shorter
   * length is announced, as by a cache that holds half a file; `chunked`: no length is announced and the end looks like an end.
   */
  | { kind: 'truncateBody'; keep: number; how: 'cut' | 'short' | 'chunked' }
  /** One byte of the request's body is another one; the last, when the body is shorter than `at`. */
  | { kind: 'alterRequestBody'; at: number }
  /** The reply as the store gave it, changed: bodies of up to 64 MiB. */
  | { kind: 'alterReply'; body?: (body: Buffer) => Buffer; headers?: Record<string, string> };

type StatusOptions = { cors?: boolean };
function status(code: string, number: number, message: string, { cors = true }: StatusOptions = {}): Effect {
  return { kind: 'status', status: number, code, message, cors };
}

export const effects = {
  internalError: (options?: StatusOptions) => status('InternalError', 500, 'We encountered an internal error. Please try again.', options),
  slowDown: (options?: StatusOptions) => status('SlowDown', 503, 'Please reduce your request rate.', options),
  /** What an address answers after its time. */
  expired: (options?: StatusOptions) => status('AccessDenied', 403, 'Request has expired', options),
  expiredToken: (options?: StatusOptions) => status('ExpiredToken', 403, 'The provided token has expired.', options),
  reset: (afterBytes = 0): Effect => ({ kind: 'reset', afterBytes }),
  dropReply: ({ begun = false }: { begun?: boolean } = {}): Effect => ({ kind: 'dropReply', begun }),
  hang: (): Effect => ({ kind: 'hang' }),
  slowReply: (milliseconds: number, bytesPerSecond?: number): Effect => ({
    kind: 'slowReply',
    milliseconds,
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
  }),
  truncateBody: (keep: number, how: 'cut' | 'short' | 'chunked' = 'cut'): Effect => ({ kind: 'truncateBody', keep, how }),
  alterRequestBody: (at = 0): Effect => ({ kind: 'alterRequestBody', at }),
  alterReply: (body: (body: Buffer) => Buffer): Effect => ({ kind: 'alterReply', body }),
  wrongETag: (): Effect => ({
    kind: 'alterReply',
    headers: { etag: '"00000000000000000000000000000000"' },
    body: (body) =>
      Buffer.from(body.toString().replaceAll(/<ETag>[^<]*<\/ETag>/g, '<ETag>&quot;00000000000000000000000000000000&quot;</ETag>')),
  }),
  /** A list of parts from before these ones came; `all`: from before any. */
  staleParts: (without: readonly number[] | 'all'): Effect => ({
    kind: 'alterReply',
    body: (body) =>
      Buffer.from(
        body.toString().replaceAll(/<Part>.*?<PartNumber>(\d+)<\/PartNumber>.*?<\/Part>/gs, (part, n: string) => {
          const isLeftOut = without === 'all' || without.includes(Number(n));
          return isLeftOut ? '' : part;
        }),
      ),
  }),
} as const;

/** The store's XML for a refusal. */
export function errorBody(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message><RequestId>front</RequestId></Error>`;
}
