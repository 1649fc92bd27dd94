import type { PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';

/** The header by which both stores refuse any bytes but those hashed here, before they are stored. */
export const contentHashHeader = 'x-amz-content-sha256';

/**
 * Signs the body's hash, which the caller already knows, into the request: the store then proves that what it stored is what was hashed,
 * and the SDK does not read the bytes a second time. `sha256` is lower-case hex.
 */
export function signContentHash(command: UploadPartCommand | PutObjectCommand, sha256: string): void {
  (command as UploadPartCommand).middlewareStack.add(
    // both stacks are alike; TypeScript cannot call a method of a union of generics
    (next) => (args) => {
      const request = args.request as { headers: Record<string, string> }; // at the build step the SDK has made an HttpRequest
      request.headers[contentHashHeader] = sha256;
      return next(args);
    },
    { step: 'build', name: 'exhibitContentHash', priority: 'low' },
  );
}
