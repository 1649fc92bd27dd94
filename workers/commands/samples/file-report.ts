/** Files one report as a witness without JavaScript does: the same pages, forms and checks, over HTTP. */
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { SampleReport } from './reports.ts';

/** The intake answered otherwise than a witness needs. `page` is its path, `status` what came. */
export class ReportNotTaken extends Error {
  override name = 'ReportNotTaken';
  constructor(page: string, status: number) {
    super(`${page} answered ${status}`);
  }
}

const patience = 60_000;

/** Resolves with what the receipt shows. `folder` takes the files while they are made. */
export async function fileSampleReport(
  origin: string,
  report: SampleReport,
  folder: string,
): Promise<{ reference: string; passphrase: string }> {
  const begun = await send(origin, '/report', new URLSearchParams());
  const cookie = begun.headers
    .getSetCookie()
    .map((one) => one.split(';')[0] ?? '')
    .join('; ');
  for (const [page, fields] of Object.entries(report.pages)) await send(origin, `/report/${page}`, form(fields), cookie);
  for (const { make } of report.files) {
    const path = await make(folder);
    const body = new FormData();
    body.append('file', await openAsBlob(path), basename(path));
    await send(origin, '/report/files', body, cookie);
  }
  if (report.files.length > 0) {
    const page = await read(origin, '/report/files', cookie);
    const uploads = [...page.matchAll(/data-upload="([0-9a-f-]{36})"/g)].map((match) => match[1]);
    await send(
      origin,
      '/report/files',
      form(Object.fromEntries(report.files.map(({ caption }, index) => [`caption.${uploads[index]}`, caption]))),
      cookie,
    );
  }
  await send(origin, '/report/check', form({ truth: 'yes' }), cookie);
  const receipt = await read(origin, '/report/receipt', cookie);
  const shown = (id: string): string => {
    const text = new RegExp(`id="${id}"[^>]*>([^<]+)<`).exec(receipt)?.[1]?.trim();
    if (text === undefined) throw new ReportNotTaken('/report/receipt', 200);
    return text;
  };
  return { reference: shown('reference'), passphrase: shown('passphrase') };
}

function form(fields: Record<string, string | string[]>): URLSearchParams {
  return new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
}

/** Every form of a witness ends in a redirect; anything else is a page that says what is wrong. */
async function send(origin: string, path: string, body: URLSearchParams | FormData, cookie = ''): Promise<Response> {
  const headers = { Origin: origin, 'Sec-Fetch-Site': 'same-origin', ...(cookie ? { Cookie: cookie } : {}) };
  const answer = await fetch(new URL(path, origin), {
    method: 'POST',
    body,
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(patience),
  });
  await answer.arrayBuffer();
  if (answer.status !== 302 && answer.status !== 303) throw new ReportNotTaken(path, answer.status);
  return answer;
}

async function read(origin: string, path: string, cookie: string): Promise<string> {
  const answer = await fetch(new URL(path, origin), {
    headers: { Cookie: cookie },
    redirect: 'manual',
    signal: AbortSignal.timeout(patience),
  });
  if (answer.status !== 200) throw new ReportNotTaken(path, answer.status);
  return answer.text();
}
