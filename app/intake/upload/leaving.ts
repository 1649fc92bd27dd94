/** Files that are on their way when a page's form is sent are not thrown away by it: the witness chooses, on the page. */
import { announce, fill, find, type RowWords } from './words.ts';

type Going = {
  underWay(): number;
  /** Rows that did not come to an end as they should. */
  failed(): number;
  /** Something that is on no list yet and would be lost. */
  unsaved(): boolean;
};

/** Leaving quickly is never held up: the page is hidden before it goes. */
export function openLeaving(form: HTMLFormElement, words: RowWords, { underWay, failed, unsaved }: Going): { ended(): void } {
  const panel = find('#leaving');
  const title = find('#leaving-title');
  const hint = find('#leaving-hint');
  const wait = find<HTMLButtonElement>('#leaving-wait');
  const saved = hint.textContent ?? '';
  let pressed: HTMLElement | null = null; // what sent the form
  let agreed = false;
  let failedBefore: number | null = null; // a number while it waits

  addEventListener('beforeunload', (event) => {
    if ((underWay() > 0 || unsaved()) && !agreed && !document.documentElement.hidden) event.preventDefault();
  });
  form.addEventListener('submit', (event) => {
    if (agreed) return;
    const number = underWay();
    if (number > 0) {
      event.preventDefault();
      const { submitter } = event;
      pressed = submitter === null || submitter.classList.contains('hidden') ? find('#go-on') : submitter;
      ask(number);
    } else if (unsaved()) {
      agreed = confirm(words.stay);
      if (!agreed) event.preventDefault();
    }
  });
  wait.addEventListener('click', () => {
    failedBefore = failed();
    wait.hidden = true;
    title.textContent = words.leavingWaits;
    title.focus();
    if (underWay() === 0) ended();
  });
  find('#leaving-without').addEventListener('click', goOn);
  find('#leaving-stay').addEventListener('click', close);

  function ask(number: number): void {
    failedBefore = null;
    wait.hidden = false;
    panel.hidden = false;
    title.textContent = fill(words.leaving, { number: String(number) });
    hint.textContent = unsaved() && words.stay !== undefined ? words.stay : saved;
    title.focus();
  }
  /** Whoever is meanwhile elsewhere on the page stays there. */
  function close(): void {
    const hadFocus = panel.contains(document.activeElement);
    failedBefore = null;
    panel.hidden = true;
    if (hadFocus) pressed?.focus();
  }
  function goOn(): void {
    agreed = true;
    panel.hidden = true;
    pressed?.click();
  }
  /** A file that failed meanwhile is shown and not passed by: nobody may think that it has arrived. */
  function ended(): void {
    if (panel.hidden) return;
    if (failedBefore !== null && failed() <= failedBefore) return goOn();
    const waited = failedBefore !== null;
    close();
    if (waited) announce(words.leavingFailed);
  }
  return { ended };
}
