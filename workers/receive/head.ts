import { fileTypeFromBuffer } from 'file-type';

/** Bytes at a file's start that decide its type. */
const headBytes = 64 * 1024;

/** Collects the first bytes of a stream as they pass. */
export function collectHead(): { add(chunk: Uint8Array): void; bytes(): Uint8Array } {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    add(chunk) {
      if (size >= headBytes) return;
      const taken = Buffer.from(chunk.subarray(0, headBytes - size)); // copied: the stream may use its memory again
      chunks.push(taken);
      size += taken.byteLength;
    },
    bytes: () => Buffer.concat(chunks),
  };
}

/**
 * The media type by content. A guess by magic numbers only: enough to choose a parser, never a statement about the file. Text without a magic number is
 * `text/plain`; whatever else is unknown is `application/octet-stream`.
 */
export async function detectType(head: Uint8Array): Promise<string> {
  const found = await fileTypeFromBuffer(head).catch(() => undefined); // a truncated container: no type rather than no file
  if (found) return found.mime;
  return isText(head) ? 'text/plain' : 'application/octet-stream';
}

function isText(head: Uint8Array): boolean {
  if (head.byteLength === 0 || head.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true }); // `stream`: the head may end inside a character
    return true;
  } catch {
    return false;
  }
}
