/**
 * The page that asks, with a script: the sum runs beside the page and sends itself. Where the device is slower than the wait, or cannot do sums, the wait
 * counts and the same form goes out without one. A person does nothing either way.
 */
import type { Challenge, Solution } from 'altcha-lib';
import SolveWorker from './solve.worker.ts?worker';
import type { SolveReply } from './solve.worker.ts';

const form = document.querySelector<HTMLFormElement>('#ask');

/**
 * Over plain http browsers have no cryptography; then the page stays as it is without a script. So it does where something went wrong before: a page that
 * answers by itself, again and again, would help nobody.
 */
if (form && form.dataset.trouble === undefined && crypto.subtle !== undefined) solve(form);

function solve(form: HTMLFormElement): void {
  const challenge = JSON.parse(form.dataset.challenge ?? '') as Challenge; // written by the page's own route
  const status = form.querySelector<HTMLElement>('[role=status]');
  const progress = form.querySelector('progress');
  const worker = new SolveWorker();
  const waited = setTimeout(send, Number(form.dataset.seconds) * 1000 + 500, null);

  function send(solution: Solution | null): void {
    clearTimeout(waited);
    worker.terminate();
    const field = form.elements.namedItem('sum') as HTMLInputElement; // the page's own
    field.value = solution === null ? '' : JSON.stringify({ challenge, solution });
    form.submit();
  }
  show(true);
  if (status) status.textContent = status.dataset.text ?? '';
  worker.addEventListener('message', ({ data }: MessageEvent<SolveReply>) => {
    if ('share' in data && progress) progress.value = data.share;
    if ('solution' in data && data.solution) send(data.solution);
  });
  worker.addEventListener('error', () => show(false)); // the wait goes on
  worker.postMessage(challenge);

  function show(solving: boolean): void {
    for (const element of form.querySelectorAll<HTMLElement>('[data-with-script]')) element.hidden = !solving;
    for (const element of form.querySelectorAll<HTMLElement>('[data-without-script]')) element.hidden = solving;
  }
}
