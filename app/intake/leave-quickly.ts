/** "Leave quickly": by button, or the Shift key three times. Replaces the page, so that "back" does not show it, and has the server clear what this browser holds. */
const button = document.getElementById('leave');
const destination = button?.dataset.to;
let presses: number[] = [];

function leave(): void {
  if (destination === undefined) return;
  void fetch('/leave', { method: 'POST', keepalive: true, redirect: 'manual' }).catch(() => {});
  // The other page may take a while to come. Also tells a page that is still sending something not to ask whether one is sure.
  document.documentElement.hidden = true;
  document.title = '';
  location.replace(destination);
}

button?.addEventListener('click', (event) => {
  event.preventDefault();
  leave();
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Shift' || event.repeat) {
    if (event.key !== 'Shift') presses = [];
    return;
  }
  const now = Date.now();
  presses = [...presses.filter((at) => now - at < 1500), now];
  if (presses.length >= 3) leave();
});
