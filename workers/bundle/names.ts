/** How things are called inside a bundle, and how hostile text is shown. Pure. */
import { exhibitCode } from '#db/cases/numbers.ts';

const extensions = new Map(
  Object.entries({
    'application/gzip': 'gz',
    'application/json': 'json',
    'application/msword': 'doc',
    'application/pdf': 'pdf',
    'application/rtf': 'rtf',
    'application/vnd.ms-excel': 'xls',
    'application/vnd.ms-outlook': 'msg',
    'application/vnd.oasis.opendocument.text': 'odt',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
    'application/x-7z-compressed': '7z',
    'application/zip': 'zip',
    'audio/aac': 'aac',
    'audio/amr': 'amr',
    'audio/flac': 'flac',
    'audio/mp4': 'm4a',
    'audio/mpeg': 'mp3',
    'audio/ogg': 'ogg',
    'audio/opus': 'opus',
    'audio/vnd.wave': 'wav',
    'audio/wav': 'wav',
    'audio/x-flac': 'flac',
    'audio/x-m4a': 'm4a',
    'image/avif': 'avif',
    'image/bmp': 'bmp',
    'image/gif': 'gif',
    'image/heic': 'heic',
    'image/heif': 'heif',
    'image/jpeg': 'jpg',
    'image/jxl': 'jxl',
    'image/png': 'png',
    'image/tiff': 'tif',
    'image/webp': 'webp',
    'image/x-adobe-dng': 'dng',
    'message/rfc822': 'eml',
    'text/csv': 'csv',
    'text/html': 'html',
    'text/plain': 'txt',
    'video/3gpp': '3gp',
    'video/3gpp2': '3g2',
    'video/matroska': 'mkv',
    'video/mp2t': 'ts',
    'video/mp4': 'mp4',
    'video/mpeg': 'mpg',
    'video/quicktime': 'mov',
    'video/vnd.avi': 'avi',
    'video/webm': 'webm',
    'video/x-m4v': 'm4v',
    'video/x-matroska': 'mkv',
    'video/x-msvideo': 'avi',
  }),
);

/** The extension that the content has, never the one a name claims; `bin` for what is not known or not meant to be opened by a click. */
export const extensionOf = (type: string | null): string => extensions.get(type?.split(';')[0]?.trim().toLowerCase() ?? '') ?? 'bin';

export const nativePath = (exhibit: number, type: string | null): string => `data/NATIVES/${exhibitCode(exhibit)}.${extensionOf(type)}`;
export const slipSheetPath = (exhibit: number): string => `data/NATIVES/${exhibitCode(exhibit)}_SLIP_SHEET.txt`;
export const wordsPath = (exhibit: number): string => `data/TEXT/${exhibitCode(exhibit)}.txt`;
export const reportPath = (reference: string): string => `data/TEXT/REPORT_${safeStep(reference)}.txt`;

/** Derivatives say in their name what they are: `EVP00000001_thumbnail.jpg`, the second of a kind `EVP00000001_page-2.png`. */
export function derivativePath(exhibit: number, derivative: { kind: string; ordinal: number; type: string }): string {
  const folder = derivative.kind === 'text' ? 'TEXT' : 'VIEWING';
  const label = derivative.kind === 'text' ? 'extracted' : safeStep(derivative.kind);
  return `data/${folder}/${exhibitCode(exhibit)}_${label}${derivative.ordinal === 0 ? '' : `-${derivative.ordinal + 1}`}.${extensionOf(derivative.type)}`;
}

/** Raw output: `metadata/exiftool/EVP00000001.json`, a second reading `EVP00000001-2.json`. */
export const toolOutputPath = (tool: string, exhibit: number, nth: number, isJson: boolean): string =>
  `metadata/${safeStep(tool.toLowerCase())}/${exhibitCode(exhibit)}${nth === 0 ? '' : `-${nth + 1}`}.${isJson ? 'json' : 'txt'}`;

const safeStep = (text: string): string => text.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 40) || '_';

/**
 * Text as it can be shown without misleading: control characters, direction marks, invisible characters, private and unassigned ones become `⟨U+202E⟩`.
 * Joiners stay: Persian, Bengali and Urdu are spelt with them. The typesetter has its own copy (`infra/typeset/visible-text.ts`): this file may import nothing of ours.
 */
export function visibleText(text: string): string {
  let shown = '';
  for (const character of text) shown += isInvisible(character) ? codePoint(character) : character;
  return shown;
}

/** `⟨U+0007⟩` */
export const codePoint = (character: string): string =>
  `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;

const hidden = /^[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029\u115F\u1160\u3164\uFFA0\uFFFC]$/u;
const joiners = new Set(['\u200C', '\u200D']);
const isInvisible = (character: string): boolean => hidden.test(character) && !joiners.has(character);

/** `3b1f09aa 55…`: eight groups of eight, so that people can compare. */
export const groupHash = (hex: string): string => hex.match(/.{1,8}/g)?.join(' ') ?? hex;

/** `1,234 bytes`; the exact number, because two files can differ by one byte. */
export const exactBytes = (bytes: number): string => `${bytes.toLocaleString('en-US')} ${bytes === 1 ? 'byte' : 'bytes'}`;
