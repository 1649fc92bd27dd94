/**
 * Names come from strangers. Characters that turn the reading direction around or cannot be seen make `gpj.exe` look like `exe.jpg`, so where a name is shown
 * they are written out; what is stored keeps them.
 */
const unseen = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
/** Joiners that emoji and several scripts are written with: harmless between two visible characters. */
const joiners = new Set(['\u200c', '\u200d']);

export function showName(name: string): string {
  return name.replaceAll(unseen, (character, offset: number) => {
    if (joiners.has(character) && offset > 0 && offset < name.length - 1) return character;
    const code = character.codePointAt(0) ?? 0;
    return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}
