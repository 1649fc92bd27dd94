/**
 * Canonical JSON (RFC 8785, "JCS"). Pure: this file, `chain.ts` and `tree.ts` are also built into the offline verifiers,
 * so they import neither a database nor a store.
 */
import canonicalize from 'canonicalize';

/** A value that has no canonical JSON: a lone surrogate, NaN, a cycle, or nothing at all. */
export class NotCanonical extends Error {
  override name = 'NotCanonical';
}

/**
 * The one text of a JSON value: keys sorted by UTF-16 units, no spaces, ECMAScript's numbers. Binary values must already be hex:
 * a byte array would silently become an object of digits, so it is refused.
 */
export function canonicalise(value: unknown): string {
  refuseBytes(value);
  try {
    const text = canonicalize(value);
    if (text !== undefined) return text;
  } catch (cause) {
    throw new NotCanonical('the value has no canonical JSON', { cause });
  }
  throw new NotCanonical('the value has no JSON form');
}

function refuseBytes(value: unknown, depth = 0): void {
  if (value === null || typeof value !== 'object') return;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) throw new NotCanonical('bytes have no canonical JSON: write them as hex');
  if (depth > 64) throw new NotCanonical('the value is nested too deeply');
  for (const member of Object.values(value)) refuseBytes(member, depth + 1);
}
