/**
 * Addresses that stand within a witness's words. What is taken out of an address here is gone for good, so an address ends where it may be words again: nothing but an
 * address's own characters is ever taken. Many scripts put no blank between the two, and not every hand does elsewhere.
 */
import { cleanLink } from './link-address.ts';

/** Of the words around an address none changes. `sharer`: one of them is a share link, which then stands there as it was. */
export function cleanLinksIn(text: string): { text: string; sharer: boolean } {
  let sharer = false;
  let cleaned = '';
  let copied = 0;
  let before = { said: '', open: '' };
  const beginnings = new RegExp(beginning);
  for (let match = beginnings.exec(text); match !== null; match = beginnings.exec(text)) {
    const said = match[0] + tailAt(text, match.index + match[0].length);
    const added = /^http/i.test(match[0]) && match[0].includes('://') ? '' : 'https://';
    const address = added + said;
    if (!URL.canParse(address)) continue;
    const { open, sharer: isSharer } = cleanLink(address);
    // Where "--" is a dash, what follows are words; where it belongs to a mark, they are not.
    const isDoubtful = open !== address && /[?#].*--/.test(said);
    // The value of a parameter: what stands behind it may be the other's.
    const isWithin = copied === match.index && before.said.endsWith('=');
    const isMarked = isWithin && (!before.open.endsWith('=') || cleanLink(before.open + open).taken);
    sharer ||= isSharer || isDoubtful || isMarked;
    cleaned += text.slice(copied, match.index) + (isSharer || isDoubtful ? said : open.slice(added.length));
    copied = beginnings.lastIndex = match.index + said.length;
    before = { said, open };
  }
  return { text: cleaned + text.slice(copied), sharer };
}

/**
 * A scheme with a host, of any script; or a host alone, which must be ASCII (or it could not be told from the word before it) and be followed by more. Without the flag "i":
 * with "u" it would take "ſ" for an "s".
 */
const scheme = '[Hh][Tt][Tt][Pp][Ss]?:\\/\\/';
const beginning = new RegExp(
  `${scheme}\\/*(?:[A-Za-z0-9._~%!$&'()*+;=:@-]+@(?=[\\p{L}\\p{N}_-]+\\.))?(?:(?!${scheme})[\\p{L}\\p{M}\\p{N}._-])+(?::[0-9]{1,5})?` +
    `|(?<![A-Za-z0-9]|[A-Za-z0-9][.-])(?:[A-Za-z0-9][A-Za-z0-9-]*\\.)+[A-Za-z0-9-]+\\.?(?::[0-9]{1,5})?(?=[/?#])`,
  'gu',
);

/** ASCII characters of an address without the comma, which is more often the sentence's; brackets in a parameter's name alone (`__cft__[0]=`). */
const run = new RegExp(`(?:\\[[A-Za-z0-9]*\\](?==)|(?!${scheme})[A-Za-z0-9._~:/?#@!$&'()*+;=%-])*`, 'uy');

/** Path, query and fragment as far as they go. */
function tailAt(text: string, at: number): string {
  if (!/[/?#]/.test(text.charAt(at))) return '';
  run.lastIndex = at;
  const found = closed(run.exec(text)?.[0] ?? '');
  const path = /^[^?#]*/.exec(found)?.[0] ?? '';
  // A path stays whatever it is; of a query and a fragment parts are taken, so what may begin a sentence there ends the address.
  return (path + ended(found.slice(path.length))).replace(/[.;:!?)*'&]+$/, '');
}

/** Up to a bracket that closes one from before the address. */
function closed(tail: string): string {
  let open = 0;
  for (let at = 0; at < tail.length; at += 1) {
    if (tail[at] === '(') open += 1;
    else if (tail[at] === ')' && (open -= 1) < 0) return tail.slice(0, at);
  }
  return tail;
}

function ended(rest: string): string {
  const sentence =
    /(?!^)\?(?![\w.~%-]+=)|(?<!#)!|['(]|(?<!&amp);(?![\w.~%-]+=)|(?<!:~):(?=[A-Za-z])|\.(?:\.|(?=[A-Z][a-z]+(?![\w.~%&=-])))/.exec(rest);
  const said = sentence === null ? rest : rest.slice(0, sentence.index);
  // "Is it on x.com?Yes", "…?si=a&he": no parameter, for it has no value.
  const value = said.lastIndexOf('=') + 1;
  const word = said.startsWith('?') && value === 0 ? /\?[^#]*/.exec(said) : /&[^#]*/.exec(said.slice(value));
  return word === null ? said : said.slice(0, value + word.index);
}
