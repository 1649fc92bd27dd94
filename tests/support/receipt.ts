/** A report that was handed in a moment ago, with its receipt open: by forms alone, then in a browser's cookie. And what a PDF says. */
import { spawnSync } from 'node:child_process';
import type { BrowserContext } from 'playwright';
import { Witness } from '#tests/support/witness.ts';

export type Chosen = { name: string; bytes: Uint8Array };

export async function handedIn(origin: string, files: readonly Chosen[] = []): Promise<Witness> {
  const witness = new Witness(origin);
  await witness.begin();
  await witness.answer();
  if (files.length > 0) await witness.postFiles(files);
  const { status, location } = await witness.handIn();
  if (location !== '/report/receipt') throw new Error(`the report was not handed in: ${status} ${location}`);
  return witness;
}

/** The browser goes on where the witness is. */
export async function takeOver(context: BrowserContext, { cookie, origin }: Witness): Promise<void> {
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Strict' }]);
}

/** The text of each page, as a reader's own program finds it. */
export function pagesOf(pdf: Uint8Array): string[] {
  const { stdout, status, stderr } = spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
  if (status !== 0) throw new Error(`not a PDF: ${stderr}`);
  return stdout.split('\f').slice(0, -1);
}

export function fontsOf(pdf: Uint8Array): string {
  return spawnSync('pdffonts', ['-'], { input: pdf, encoding: 'utf8' }).stdout;
}
