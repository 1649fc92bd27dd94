/** Buttons that open the browser's print window; without a script the page names the browser's menu instead. */
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
for (const words of document.querySelectorAll<HTMLElement>('[data-without-script]')) words.hidden = true;
