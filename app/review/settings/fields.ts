/** What a setting's form is made of: described once, from which the page is drawn, the form is read, and a value is put into words. */

type Common = {
  /** Where in the value: dotted; `value` where the setting is nothing but this. */ path: string;
  label: string;
  hint?: string;
};
export type NumberField = Common & { kind: 'number'; min: number; max: number; unit: string; fraction?: boolean };
export type SizeField = Common & { kind: 'size'; min: number; max: number };
export type TextField = Common & { kind: 'text'; max: number; optional?: boolean; email?: boolean };
/** One entry a line. */
export type ListField = Common & { kind: 'list'; most: number };
export type ChoiceField = Common & { kind: 'choice'; options: readonly { value: string; label: string; hint?: string }[] };
export type Field = NumberField | SizeField | TextField | ListField | ChoiceField;

export const sizeUnits = { B: 1, MB: 1024 ** 2, GB: 1024 ** 3 } as const;
export type SizeUnit = keyof typeof sizeUnits;
export const sizeUnitKeys = Object.keys(sizeUnits) as SizeUnit[]; // the object's own keys

/** In the largest unit that says it exactly. */
export function splitSize(bytes: number): { amount: number; unit: SizeUnit } {
  const unit = sizeUnitKeys.toReversed().find((key) => bytes % sizeUnits[key] === 0) ?? 'B';
  return { amount: bytes / sizeUnits[unit], unit };
}

export function showNumber(value: number): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 }).format(value);
}

export function showSize(bytes: number): string {
  const { amount, unit } = splitSize(bytes);
  const bare = amount === 1 ? 'byte' : 'bytes';
  return `${showNumber(amount)} ${unit === 'B' ? bare : unit}`;
}
