/** A file as the uploader reads it: by a worker, part by part, with each part's hash and in the end the whole file's. */
import type { HashReply, HashRequest } from './hash.worker.ts';
import HashWorker from './hash.worker.ts?worker';
import { partAt, type HashedPart, type Part } from './transfer.ts';

/** The file cannot be read any more, or was changed since it was chosen. */
export class FileChanged extends Error {
  override readonly name = 'FileChanged';
}

export type FileReading = {
  /** In order from the first part on, for the whole file's hash too; the first one starts anew. */
  next(part: Part): Promise<HashedPart>;
  /** Any part, for itself. */
  again(part: Part): Promise<HashedPart>;
  /** Reads all of it for its hash alone. */
  hash(partSize: number): Promise<string>;
  /** Once the last part was read in order. */
  whole(): string;
  close(): void;
};

export function readFile(file: File): FileReading {
  const worker = new HashWorker();
  let digest: string | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  /** One at a time: the worker answers in order. Throws `FileChanged`. */
  function read({ start, end }: Part, whole: HashRequest['whole'], keep: boolean): Promise<HashReply & { sha256: string }> {
    const reading = turn.then(async () => {
      const reply = await hashIn(worker, { blob: file.slice(start, end), whole, keep });
      if ('failed' in reply || reply.size !== end - start) throw new FileChanged('the file cannot be read as it was chosen');
      digest = reply.whole ?? digest;
      return reply;
    });
    turn = reading.catch(() => {});
    return reading;
  }
  const place = ({ start, end }: Part): HashRequest['whole'] =>
    end === file.size ? (start === 0 ? 'only' : 'last') : start === 0 ? 'first' : 'yes';
  const bytesOf = (reply: HashReply): HashedPart => {
    if ('failed' in reply || reply.bytes === null) throw new FileChanged('no bytes');
    return { bytes: reply.bytes, sha256: reply.sha256 };
  };
  const whole = (): string => {
    if (digest === null) throw new Error('the file was not read to its end');
    return digest;
  };
  return {
    next: async (part) => bytesOf(await read(part, place(part), true)),
    again: async (part) => bytesOf(await read(part, 'no', true)),
    async hash(partSize) {
      for (let n = 1; n <= Math.ceil(file.size / partSize); n += 1) {
        const part = partAt(n, file.size, partSize);
        await read(part, place(part), false);
      }
      return whole();
    },
    whole,
    close: () => worker.terminate(),
  };
}

function hashIn(worker: Worker, request: HashRequest): Promise<HashReply> {
  return new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<HashReply>) => resolve(data);
    worker.onerror = () => resolve({ failed: true });
    worker.postMessage(request);
  });
}
