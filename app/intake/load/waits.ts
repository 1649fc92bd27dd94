/** The wait that stands in for the sum where no script runs: a signed moment before which it does not count. It holds no word about anybody. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyRing } from './day-keys.ts';

/** `notBefore` in milliseconds since 1970. `id` is shared with the sum of the same page: the two are good for one report together. */
export type Wait = { id: string; notBefore: number };

/** How long after its moment a wait is good: people put the phone away and come back. */
export const waitLasts = 60 * 60_000; // milliseconds
const shape = /^(\d{4}-\d{2}-\d{2})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{13})\.([A-Za-z0-9_-]{43})$/;

export async function writeWait(keys: KeyRing, { id, notBefore }: Wait): Promise<string> {
  const { day, wait } = await keys.today();
  const head = `${day}.${id}.${notBefore}`;
  return `${head}.${sign(wait, head).toString('base64url')}`;
}

/** Null for what is no wait of ours; its moment may be still to come or long over. */
export async function readWait(keys: KeyRing, token: string): Promise<Wait | null> {
  const [, day = '', id = '', notBefore = '', mac = ''] = shape.exec(token) ?? [];
  const found = day === '' ? null : await keys.of(day);
  if (!found || !timingSafeEqual(sign(found.wait, `${day}.${id}.${notBefore}`), Buffer.from(mac, 'base64url'))) return null;
  return { id, notBefore: Number(notBefore) };
}

function sign(key: string, head: string): Buffer {
  return createHmac('sha256', Buffer.from(key, 'hex')).update(head).digest();
}
