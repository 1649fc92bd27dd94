/** Answers that are given several times: people, vehicles, other witnesses, leads, links. Every entry's fields travel in one form, as `people.0.count`. */
import { entryNumbers, entryPrefix } from '#app/ui/entry-names.ts';
import { entryLimit } from '#db/intake/sections.ts';
import type { FormReader } from './form-reader.ts';

/** Every entry in which something is answered, in order. One that nothing was typed into is no entry. */
export function readEntries<T>(form: FormReader, list: string, readOne: (entry: FormReader) => T): T[] {
  // One that held nothing but what cannot be stored is read as well, so that this is said.
  const cleaned = entryNumbers(form.values, list).filter((number) =>
    Object.keys(form.values).some((name) => name.startsWith(entryPrefix(list, number)) && form.isCleaned(name)),
  );
  const numbers = [...new Set([...answeredEntries(form.values, list), ...cleaned])].toSorted((a, b) => a - b);
  if (numbers.length > entryLimit) form.problem(list, 'entries.tooMany', { limit: entryLimit });
  return numbers.map((number) => readOne(within(form, entryPrefix(list, number))));
}

/** The inverse: all entries' fields under their names in the form. */
export function entryValues<T>(
  list: string,
  entries: readonly T[],
  valuesOf: (entry: T) => Record<string, string[]>,
): Record<string, string[]> {
  const named = entries.flatMap((entry, number) =>
    Object.entries(valuesOf(entry)).map(([name, value]) => [entryPrefix(list, number) + name, value] as const),
  );
  return Object.fromEntries(named);
}

/** A reader that sees one entry's fields under their short names. */
export function within(form: FormReader, prefix: string): FormReader {
  return {
    text: (name, options) => form.text(prefix + name, options),
    choice: (name, allowed, options) => form.choice(prefix + name, allowed, options),
    choices: (name, allowed) => form.choices(prefix + name, allowed),
    tick: (name) => form.tick(prefix + name),
    number: (name, options) => form.number(prefix + name, options),
    problem: (name, key, values) => form.problem(prefix + name, key, values),
    isCleaned: (name) => form.isCleaned(prefix + name),
    problems: form.problems,
    typed: form.typed,
    values: Object.fromEntries(
      Object.entries(form.values).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])),
    ),
  };
}

/** The numbers of the entries in which something is answered. */
export function answeredEntries(values: Record<string, string[]>, list: string): number[] {
  return entryNumbers(values, list).filter((number) =>
    Object.entries(values).some(
      ([name, given]) => name.startsWith(entryPrefix(list, number)) && given.some((value) => value.trim() !== ''),
    ),
  );
}
