/** Trying again until it is done: a witness's connection goes away for minutes, a phone sleeps, a server starts anew, and none of it is a reason to give up. */

/** Trying again cannot help: the server said so, in words for the witness. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** Which refusal it is, as in `app/http/refusals.ts`; empty where the answer did not tell. */
  readonly key: string;
  constructor(message: string, key = '') {
    super(message);
    this.key = key;
  }
}
/** The witness stopped it. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}
/** The store was reached and said no. A fresh address mends what had expired; the same no many times over is final. */
export class StoreRefuses extends Error {
  override readonly name = 'StoreRefuses';
}

const mostRefusals = 8;
const firstPause = 1_000;
const longestPause = 30_000;

export type Patience = {
  signal: AbortSignal;
  /** Resolves after so many milliseconds, or as soon as there is reason to hope. */
  pause(ms: number): Promise<void>;
  /** Before each pause. */
  onFailed(): void;
};

/**
 * Repeats with growing pauses, each drawn at random so that many phones that lost one network do not come back in step. Ends with `Refused`, with `Cancelled`, with
 * `StoreRefuses` after eight in a row; never by itself otherwise. `tried` counts from 0.
 */
export async function persist<T>(attempt: (tried: number) => Promise<T>, { signal, pause, onFailed }: Patience): Promise<T> {
  let refusals = 0;
  for (let tried = 0; ; tried += 1) {
    if (signal.aborted) throw new Cancelled('stopped');
    try {
      return await attempt(tried);
    } catch (error) {
      if (signal.aborted) throw new Cancelled('stopped');
      refusals = error instanceof StoreRefuses ? refusals + 1 : 0;
      if (error instanceof Refused || refusals >= mostRefusals) throw error;
    }
    onFailed();
    await pause(Math.min(longestPause, firstPause * 2 ** tried) * (0.5 + Math.random() / 2));
  }
}
