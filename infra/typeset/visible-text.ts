/**
 * Text as it can be set without misleading: control characters, direction marks, invisible characters, private and unassigned ones become `⟨U+202E⟩`.
 * Joiners stay: Persian, Bengali and Urdu are spelt with them. The offline verifier of bundles has its own copy (`workers/bundle/names.ts`), since it may import nothing of ours.
 */
const hidden = /^[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029\u115F\u1160\u3164\uFFA0\uFFFC]$/u;
const joiners = new Set(['\u200C', '\u200D']);

/** `more` names further characters, for fonts that lack them. */
export function visibleText(text: string, more: ReadonlySet<string>): string {
  let shown = '';
  for (const character of text) {
    const isHidden = hidden.test(character) && !joiners.has(character);
    shown += isHidden || more.has(character) ? `⟨${codePoint(character)}⟩` : character;
  }
  return shown;
}

/** The last resort: everything beyond ASCII is written out. */
export function asciiOnly(text: string): string {
  return text.replaceAll(/[^ -~]/gu, (character) => `<${codePoint(character)}>`);
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
