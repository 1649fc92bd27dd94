/** The ending of a file's name, as the office's list of refused kinds has them. Pure: both the server and the page's script ask. */
export function endingOf(name: string): string {
  const pieces = name
    .replaceAll(/[^\p{L}\p{N}.]/gu, '')
    .toLowerCase()
    .split('.');
  return pieces.length > 1 ? (pieces.pop() ?? '') : '';
}
