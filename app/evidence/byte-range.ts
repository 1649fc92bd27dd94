/** The Range header, as far as players and download programs use it: one range of bytes. Anything else is answered with the whole, as RFC 9110 allows. */
export type ByteRange = { kind: 'whole' } | { kind: 'part'; start: number; end: number } | { kind: 'unsatisfiable' };

/**
 * @param header the Range header, or undefined
 * @param size bytes of the object; both ends of the result are included
 */
export function readRange(header: string | undefined, size: number): ByteRange {
  const found = header?.match(/^bytes=(\d{0,15})-(\d{0,15})$/);
  if (!found) return { kind: 'whole' };
  const [, first = '', last = ''] = found;
  if (first === '' && last === '') return { kind: 'whole' };
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', start: size - length, end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return { kind: 'whole' }; // malformed: ignored
  if (start >= size) return { kind: 'unsatisfiable' };
  return { kind: 'part', start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}
