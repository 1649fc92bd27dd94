/** Witnesses' text as it can be stored and hashed. */
import { z } from 'zod';

/** Text that Postgres' jsonb and canonical JSON can hold: no NUL, no half of a surrogate pair. Length in characters as people count code points. */
export function text(limit: number) {
  return z
    .string()
    .refine((value) => !/\0|\p{Surrogate}/u.test(value), 'unstorable')
    .refine((value) => countCharacters(value) <= limit, 'too_long');
}

/** The same, with something in it. */
export function textWith(limit: number) {
  return text(limit).refine((value) => value.trim() !== '', 'required');
}

export function countCharacters(value: string): number {
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}
