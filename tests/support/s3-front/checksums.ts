/**
 * What AWS does about `x-amz-checksum-sha256` and the local gateway does not: bytes that differ are refused; a part must bear the sum when its upload was
 * opened with the algorithm, and may not when it was not; completing must name each part's sum; a list of parts tells them.
 */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Asked } from './verbs.ts';

export type Refusal = { status: number; code: string; message: string };
const invalid = (message: string): Refusal => ({ status: 400, code: 'InvalidRequest', message });

export type Checksums = {
  /** Whether the request's whole body must be here before it is passed on. */
  needsBody(asked: Asked): boolean;
  /** null: passed on. */
  refuse(asked: Asked, headers: IncomingHttpHeaders, body: Buffer): Refusal | null;
  /** Sees the whole reply to what `changesReply` names, and may add to it. */
  changesReply(asked: Asked): boolean;
  reply(asked: Asked, headers: IncomingHttpHeaders, body: Buffer): Buffer;
};

export function openChecksums(): Checksums {
  /** By upload id: the sums of its parts. Only of uploads that were opened with the algorithm. */
  const uploads = new Map<string, Map<number, string>>();
  return {
    needsBody: ({ verb }) => verb === 'uploadPart' || verb === 'putObject' || verb === 'complete',
    refuse({ verb, uploadId = '', part = 0 }, headers, body) {
      const parts = uploads.get(uploadId);
      if (verb === 'complete') return parts ? refuseComplete(parts, body.toString()) : null;
      const stated = headers['x-amz-checksum-sha256'];
      if (verb === 'uploadPart' && (stated !== undefined) !== (parts !== undefined)) {
        return invalid(
          `Checksum Type mismatch occurred, expected checksum Type: ${parts ? 'sha256' : 'null'}, actual checksum Type: ${stated ? 'sha256' : 'null'}`,
        );
      }
      if (stated === undefined) return null;
      if (stated !== createHash('sha256').update(body).digest('base64')) {
        return { status: 400, code: 'BadDigest', message: 'The SHA256 you specified did not match the calculated checksum.' };
      }
      parts?.set(part, stated);
      return null;
    },
    changesReply: ({ verb }) => verb === 'createMultipart' || verb === 'listParts',
    reply({ verb, uploadId = '' }, headers, body) {
      const xml = body.toString();
      if (verb === 'createMultipart') {
        const id = /<UploadId>([^<]+)</.exec(xml)?.[1];
        if (id !== undefined && headers['x-amz-checksum-algorithm'] === 'SHA256') uploads.set(id, new Map());
        return body;
      }
      const parts = uploads.get(uploadId);
      if (!parts) return body;
      return Buffer.from(
        xml.replaceAll(
          /<PartNumber>(\d+)<\/PartNumber>/g,
          (number, n: string) => `${number}<ChecksumSHA256>${parts.get(Number(n)) ?? ''}</ChecksumSHA256>`,
        ),
      );
    },
  };
}

function refuseComplete(parts: ReadonlyMap<number, string>, xml: string): Refusal | null {
  for (const [part] of xml.matchAll(/<Part>.*?<\/Part>/gs)) {
    const n = Number(/<PartNumber>(\d+)</.exec(part)?.[1]);
    const named = /<ChecksumSHA256>([^<]+)</.exec(part)?.[1];
    if (named === undefined) {
      return invalid(
        `The upload was created using a sha256 checksum. The complete request must include the checksum for each part. It was missing for part ${n} in the request.`,
      );
    }
    if (named !== parts.get(n))
      return { status: 400, code: 'InvalidPart', message: 'One or more of the specified parts could not be found.' };
  }
  return null;
}
