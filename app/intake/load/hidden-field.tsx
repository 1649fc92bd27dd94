/**
 * A field that people neither see nor reach: by eye, keyboard, screen reader or their browser's memory. Programs that fill in whatever they find fill it in too.
 * Filled, it drops nothing: the report says so to its readers, and waits behind the others unless something in it is urgent.
 */
import { useSay } from '../speech.tsx';

/** A name that programs like and no browser remembers anything for. */
export const trapName = 'homepage';

export function HiddenField() {
  const say = useSay();
  return (
    <div className="hidden" aria-hidden="true">
      <label>
        {/* Read only where there is no style sheet. */}
        {say('load.trap')}
        <input type="text" name={trapName} tabIndex={-1} autoComplete="off" defaultValue="" />
      </label>
    </div>
  );
}
