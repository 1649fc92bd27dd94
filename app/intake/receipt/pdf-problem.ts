/** Why a PDF was not made, as a word that may stand in an address, and its sentence. */
import type { TextKey } from '#app/i18n/texts.ts';
import type { Log } from '#infra/log/log.ts';

const problems = {
  busy: 'receipt.pdf.busy',
  fonts: 'receipt.pdf.fonts',
  broken: 'receipt.pdf.broken',
} as const satisfies Record<string, TextKey>;
export type PdfProblem = keyof typeof problems;

/** By name: the server's bundle holds its own copies of the classes. Throws on what is none of the press's. */
export function pdfProblemOf(error: unknown, log: Log): PdfProblem {
  const { name } = error as Error;
  if (name === 'PressBusy') return 'busy';
  if (name !== 'FontsMissing' && name !== 'DocumentNotMade') throw error;
  log.error({ error: name }, 'a PDF was not made');
  return name === 'FontsMissing' ? 'fonts' : 'broken';
}

/** Null where the address names none. */
export function askedProblem(request: Request): TextKey | null {
  const asked = new URL(request.url).searchParams.get('pdf') ?? '';
  return Object.hasOwn(problems, asked) ? problems[asked as PdfProblem] : null; // just looked up
}
