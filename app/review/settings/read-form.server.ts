/** From a setting's form to its value and back. Whatever is wrong is a sentence beside its field. */
import type { FormErrors, FormValues } from '#app/ui/form.tsx';
import { countCharacters } from '#db/intake/text.ts';
import { showNumber, showSize, sizeUnits, splitSize, type Field, type SizeUnit } from './fields.ts';

export type Read = { value: unknown; errors: FormErrors };

/** The value of these fields, and what is wrong with it; with errors the value is not to be used. */
export function readFields(fields: readonly Field[], sent: FormData): Read {
  const errors: Record<string, string> = {};
  let whole: unknown = {};
  for (const field of fields) {
    const read = readField(field, (name) => textOf(sent, name));
    if ('problem' in read) errors[read.at ?? field.path] = read.problem;
    else if (field.path === 'value') whole = read.value;
    else if (read.value !== undefined) whole = withPart(whole as Record<string, unknown>, field.path.split('.'), read.value);
  }
  return { value: whole, errors };
}

/** What the form shows for a stored value. */
export function fieldValues(fields: readonly Field[], value: unknown): FormValues {
  return Object.fromEntries(
    fields.flatMap((field): [string, string[]][] => {
      const part = partOf(value, field.path);
      if (field.kind === 'size') {
        const { amount, unit } = splitSize(typeof part === 'number' ? part : 0);
        return [
          [field.path, [String(amount)]],
          [`${field.path}.unit`, [unit]],
        ];
      }
      if (field.kind === 'list') return [[field.path, [Array.isArray(part) ? part.join('\n') : '']]];
      return [[field.path, part === undefined || part === null ? [''] : [String(part)]]];
    }),
  );
}

/** What was sent, to be shown again; never more than a form of ours holds. */
export function sentValues(sent: FormData): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const [name, value] of sent.entries())
    if (typeof value === 'string') values[name] = [...(values[name] ?? []), value.slice(0, 10_000)];
  return values;
}

export function textOf(sent: FormData, name: string): string {
  const value = sent.get(name);
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
}

/** `value`, or a dotted path into an object. */
export function partOf(value: unknown, path: string): unknown {
  if (path === 'value') return value;
  let at = value;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}

/** What no text of a setting may hold: it could not be stored, or would show other words than it has. */
export function textProblem(text: string): string | undefined {
  const odd = /[\p{Cc}\p{Surrogate}\u202a-\u202e\u{e0000}-\u{e007f}]/u.exec(text.replaceAll('\n', ''));
  if (!odd) return undefined;
  const code = (odd[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `It holds a character that cannot be seen or stored (U+${code}). Type that place again.`;
}

export function tooLong(text: string, most: number): string | undefined {
  const length = countCharacters(text);
  return length > most ? `It has ${showNumber(length)} characters; ${showNumber(most)} are the most.` : undefined;
}

type FieldRead = { value: unknown } | { problem: string; at?: string };

function readField(field: Field, text: (name: string) => string): FieldRead {
  const given = text(field.path);
  switch (field.kind) {
    case 'number': {
      const found = readNumber(given);
      if (found === null) return { problem: `Write a number for “${field.label}”, in digits.` };
      if (!field.fraction && !Number.isInteger(found)) return { problem: `“${field.label}” must be a whole number.` };
      if (found < field.min || found > field.max)
        return { problem: `“${field.label}” must be from ${showNumber(field.min)} to ${showNumber(field.max)} ${field.unit}.` };
      return { value: found };
    }
    case 'size': {
      const found = readNumber(given);
      const unit = text(`${field.path}.unit`);
      if (found === null) return { problem: `Write a number for “${field.label}”, in digits.` };
      if (!Object.hasOwn(sizeUnits, unit)) return { problem: 'Choose bytes, MB or GB.', at: `${field.path}.unit` };
      const bytes = Math.round(found * sizeUnits[unit as SizeUnit]);
      if (bytes < field.min || bytes > field.max)
        return { problem: `“${field.label}” must be from ${showSize(field.min)} to ${showSize(field.max)}.` };
      return { value: bytes };
    }
    case 'text': {
      if (given === '') return field.optional ? { value: undefined } : { problem: `Fill in “${field.label}”.` };
      if (given.includes('\n')) return { problem: `“${field.label}” must be one line.` };
      const wrong = textProblem(given) ?? tooLong(given, field.max);
      if (wrong) return { problem: wrong };
      if (field.email && !/^[^\s@"<>(),:;\\]+@[^\s@"<>(),:;\\]+\.[^\s@"<>(),:;\\]+$/.test(given))
        return { problem: 'Write an e-mail address, such as no-reply@example.org.' };
      return { value: given };
    }
    case 'list': {
      const entries = [...new Set(given.split('\n').map((line) => line.trim().replace(/^\./, '').toLowerCase()))].filter(Boolean);
      const odd = entries.find((entry) => !/^[a-z0-9]{1,12}$/.test(entry));
      if (odd !== undefined)
        return { problem: `“${odd.slice(0, 40)}” is no ending: letters a to z and digits, 12 at the most, one ending a line.` };
      if (entries.length > field.most)
        return { problem: `There are ${showNumber(entries.length)} entries; ${showNumber(field.most)} are the most.` };
      return { value: entries };
    }
    case 'choice':
      if (!field.options.some((option) => option.value === given)) return { problem: `Choose one for “${field.label}”.` };
      return { value: given === '' ? null : given };
  }
}

/** `1,000` and `1 000` are a thousand. No exponent, no sign. */
function readNumber(text: string): number | null {
  const plain = text.replaceAll(/(?<=\d)[,\u00a0\u202f ](?=\d{3}(\D|$))/g, '');
  return /^\d{1,15}(\.\d{1,4})?$/.test(plain) ? Number(plain) : null;
}

function withPart(whole: Record<string, unknown>, [name = '', ...rest]: string[], value: unknown): Record<string, unknown> {
  const inner = Object.hasOwn(whole, name) ? (whole[name] as Record<string, unknown>) : {};
  return { ...whole, [name]: rest.length === 0 ? value : withPart(inner, rest, value) };
}
