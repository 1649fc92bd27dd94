/** The tag files of a BagIt 1.0 bag (RFC 8493): writing them and reading them strictly. Pure. */

export const BAGIT_TXT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
export const PAYLOAD_MANIFEST = 'manifest-sha256.txt';
export const TAG_MANIFEST = 'tagmanifest-sha256.txt';
export const PAYLOAD_SIGNATURE = 'signatures/manifest-sha256.txt.sig';
/** Stands in no manifest: it signs the one it would have to stand in. */
export const TAG_SIGNATURE = 'signatures/tagmanifest-sha256.txt.sig';
export const SIGNING_KEY = 'signatures/portal-signing-key.pem';

export type ManifestLine = { path: string; sha256: string };

/** Lines as `sha256sum -c` reads them, sorted by path. */
export function formatManifest(lines: readonly ManifestLine[]): string {
  return lines
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`)
    .join('');
}

/** The manifest's hashes by path, or the number of the line that is not one (also: twice the same path, no final newline). */
export function parseManifest(text: string): Map<string, string> | { badLine: number } {
  const lines = text.split('\n');
  if (lines.pop() !== '') return { badLine: lines.length + 1 };
  const hashes = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    const [, sha256, path] = /^([0-9a-f]{64}) {2}([A-Za-z0-9._/-]+)$/.exec(line) ?? [];
    if (sha256 === undefined || path === undefined || hashes.has(path)) return { badLine: index + 1 };
    hashes.set(path, sha256);
  }
  return hashes;
}

/** Labels and values, one a line; a value never starts a line of its own, whatever is in it. */
export function formatBagInfo(pairs: readonly (readonly [label: string, value: string])[]): string {
  return pairs.map(([label, value]) => `${label}: ${value.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()}\n`).join('');
}

/** The values of a label, in order. */
export function readBagInfo(text: string, label: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${label}: `))
    .map((line) => line.slice(label.length + 2));
}

/** `Payload-Oxum`: octets and number of the payload's files. */
export const payloadOxum = (files: readonly { size: number }[]): string =>
  `${files.reduce((sum, file) => sum + file.size, 0)}.${files.length}`;
