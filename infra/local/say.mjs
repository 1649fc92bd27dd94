/** What the launcher tells the person in front of it: one line a step, with its time, and a sign of life while a step is long. */

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
/** @param {number} code @param {string} text */
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

/** @param {string} text */
export const red = (text) => paint(31, text);
/** @param {string} text */
export const bold = (text) => paint(1, text);
/** @param {string} text */
export const dim = (text) => paint(2, text);

/** @type {NodeJS.WriteStream} */
let stream = process.stdout;

/** Where to speak from now on: standard error, for a program whose standard output is a result. @param {NodeJS.WriteStream} chosen */
export function speakTo(chosen) {
  stream = chosen;
}

/** @param {string} text */
export function say(text) {
  stream.write(`${text}\n`);
}

/** @param {string} text */
export function warn(text) {
  stream.write(`${red('!')} ${red(text)}\n`);
}

/** @param {number} since of performance.now() */
export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/**
 * Runs one step and says how long it took. Steps may run side by side: each writes whole lines only.
 * @template T
 * @param {string} title
 * @param {(progress: (text: string) => void) => Promise<T>} work may report where it is; the latest report is shown with the sign of life
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = performance.now();
  let latest = '';
  const alive = setInterval(() => say(dim(`  … ${title}, ${seconds(start)}${latest && `: ${latest}`}`)), 15_000);
  try {
    const result = await work((text) => {
      latest = text.trim().slice(0, 100);
    });
    say(`${bold('·')} ${title} ${dim(seconds(start))}`);
    return result;
  } finally {
    clearInterval(alive);
  }
}
