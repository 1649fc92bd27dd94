/** How the fields of repeated entries are called in a form: `people.0.count`. Known to the page that shows them and to the code that reads them. */

/** The numbers of a list's entries in a form, in their order; a removed one leaves a gap until the page is saved. */
export function entryNumbers(values: Readonly<Record<string, unknown>>, list: string): number[] {
  const numbers = Object.keys(values).flatMap((name) => {
    const number = name.startsWith(`${list}.`) ? /^(0|[1-9]\d{0,2})\./.exec(name.slice(list.length + 1))?.[1] : undefined;
    return number === undefined ? [] : [Number(number)];
  });
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

/** What the names of one entry's fields begin with. */
export function entryPrefix(list: string, number: number): string {
  return `${list}.${number}.`;
}
