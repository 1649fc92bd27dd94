/** `Content-Disposition` for names that a stranger chose. */

/** Halves of surrogate pairs, control characters, the ones that reorder or hide text (bidi marks, zero-width), and what file systems or shells take for something else. */
const unsafe = /[\p{Cs}\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]/gu;
const longest = 120;

/** A name that is safe to save under, with its ending kept: never empty, never hidden, never a path. */
export function safeFileName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replaceAll(unsafe, '_')
    .replace(/^[.\s]+/, '_')
    .replace(/[.\s]+$/, '');
  if (plain === '') return 'file';
  const characters = [...plain];
  if (characters.length <= longest) return plain;
  const dot = characters.lastIndexOf('.');
  const ending = dot > 0 && characters.length - dot <= 12 ? characters.slice(dot) : [];
  return [...characters.slice(0, longest - ending.length), ...ending].join('');
}

/** The header for a download: an ASCII name for old clients and the real one beside it (RFC 6266, RFC 8187). */
export function attachment(name: string): string {
  const safe = safeFileName(name);
  const ascii = safe
    .normalize('NFKD')
    .replaceAll(/[^\x20-\x7e]/g, '_')
    .replaceAll(/[\\"%]/g, '_');
  const encoded = encodeURIComponent(safe).replaceAll(/['()*!]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
