import { canonicalise } from './canonical.ts';
import { utf8 } from './sha256.ts';
import { hashLeaf } from './tree.ts';

export type Head = { subject: string; seq: number; /** Lower-case hex. */ hash: string };

/** The leaf hash of one head in the checkpoints' tree: over the canonical JSON of `{hash, seq, subject}`. */
export function hashHead(head: Head): Uint8Array {
  return hashLeaf(utf8(canonicalise({ hash: head.hash, seq: head.seq, subject: head.subject })));
}
