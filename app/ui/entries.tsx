/** Answers given several times: each entry a fieldset with its fields and a button that removes it, and one button for another. Submit buttons all: no script is needed. */
import type { ReactNode } from 'react';
import { entryNumbers, entryPrefix } from './entry-names.ts';
import { useFormError, useFormValues } from './form.tsx';

type Words = { legend(number: number): ReactNode; drop(number: number): ReactNode; add: ReactNode };

/** `children` renders the fields of one entry; their names begin with the prefix that it is given. */
export function Entries({
  list,
  limit,
  words,
  children,
}: {
  list: string;
  limit: number;
  words: Words;
  children: (prefix: string) => ReactNode;
}) {
  const found = entryNumbers(useFormValues(), list);
  const error = useFormError(list);
  const numbers = found.length > 0 ? found : [0];
  return (
    <div className="entries" id={list} tabIndex={-1}>
      {error ? <p className="error">{error}</p> : null}
      {numbers.map((number, place) => (
        // The place and not the number is the anchor: saving closes the gaps that removed entries left.
        <fieldset className="entry" id={`${list}.${place}`} tabIndex={-1} key={number}>
          <legend className="entry-head">{words.legend(place + 1)}</legend>
          {children(entryPrefix(list, number))}
          {found.length > 0 ? (
            <button type="submit" name="drop" value={number} className="second">
              {words.drop(place + 1)}
            </button>
          ) : null}
        </fieldset>
      ))}
      {numbers.length < limit ? (
        <button type="submit" name="add" value={list} className="second">
          {words.add}
        </button>
      ) : null}
    </div>
  );
}
