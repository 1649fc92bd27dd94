/** A form that was posted to a page with files: the files stored or refused in words, the fields read. The same with and without JavaScript. */
import type { AppLoadContext } from '@remix-run/node';
import { refusals, type Refusal } from '#app/http/refusals.ts';
import type { LanguageCode, Say } from '#app/i18n/texts.ts';
import { showName } from '#app/ui/visible-text.ts';
import type { Draft } from '../draft/draft.ts';
import { rememberPage } from '../draft/spoken.ts';
import { mostFields } from '../questions/form-reader.ts';
import { demandDraft } from '../questions/question-page.ts';
import { refusal, refusalKeyOf } from '../refuse.ts';
import { withLimit } from './limits.ts';
import type { FileRole } from './report-files.ts';
import { readFields, receiveForm, type Received } from './through-server.ts';

export type Posted = { form: FormData; stored: number; problem: Problem | null };
type Problem = { status: number; text(language: Spoken): string };
type Spoken = { code: LanguageCode; say: Say };
export type FilesOutcome = { errors: Record<string, string>; values: Record<string, string[]> };

/** Whatever became of the files, the fields that were read are there. Throws the refusal for a body that is no form, and what is a fault of ours. */
export async function receivePosted(
  request: Request,
  context: AppLoadContext,
  { draft, role, code }: { draft: Draft; role: FileRole; code: LanguageCode },
): Promise<Posted> {
  if (!isMultipart(request)) return { ...(await readPlain(request)), problem: null };
  const received = await receiveForm(context, draft, request, { code, role });
  const { fields, stored, broken } = received;
  if (broken !== undefined) {
    const key = refusalKeyOf(broken);
    if (key === null) throw broken;
    return { form: fields, stored, problem: problemOf(withLimit(key, await context.intake.settings(), code, 'through_server')) };
  }
  const wantedToSend = fields.get('go') === 'send' || [...fields.keys()].length === 0;
  const nothing = stored === 0 && wantedToSend ? problemOf({ key: 'noFileChosen' }) : null;
  return { form: fields, stored, problem: describeRefused(received) ?? nothing };
}

/**
 * The draft that such a form is for. Where it has ended, the refusal shows what was typed beside the files, and no file is kept. `instead` is asked first where nothing
 * was typed: it may lead elsewhere.
 */
export async function demandDraftOfForm(
  request: Request,
  context: AppLoadContext,
  instead: () => Promise<unknown> = async () => {},
): Promise<Draft> {
  try {
    return await demandDraft(request, context);
  } catch (why) {
    const isHandedIn = why instanceof Response && why.status < 400;
    const key = why instanceof Response ? 'draftEnded' : refusalKeyOf(why);
    if (key === null) throw why;
    const form = isMultipart(request) ? await readFields(request) : (await readPlain(request)).form;
    const typed = typedIn(form);
    rememberPage(context, textOf(form.get('spoken')));
    if (typed.length === 0) await instead();
    throw isHandedIn ? why : refusal(key, { typed });
  }
}

/** What the witness wrote about the files, and would have to write again. */
export function typedIn(form: FormData): string[] {
  return [...form].flatMap(([name, value]) =>
    /^(caption|made|device)\./.test(name) && typeof value === 'string' && value.trim() !== '' ? [value] : [],
  );
}

function textOf(value: FormDataEntryValue | null): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isMultipart(request: Request): boolean {
  return request.headers.get('content-type')?.startsWith('multipart/form-data') === true;
}

async function readPlain(request: Request): Promise<{ form: FormData; stored: number }> {
  const form = await request.formData().catch(() => null);
  if (form === null || [...form.keys()].length > mostFields) throw refusal('badRequest');
  return { form, stored: 0 };
}

/** One line a reason, with the names that it holds for. */
function describeRefused({ refused, unsuitable }: Received): Problem | null {
  const first = refused[0]?.refusal.key ?? (unsuitable.length > 0 ? 'fileKindRefused' : null);
  if (first === null) return null;
  return {
    status: refusals[first].status,
    text({ say, code }) {
      const reasons = new Map<string, string[]>();
      const add = (problem: string, name: string): void => {
        reasons.set(problem, [...(reasons.get(problem) ?? []), ...(name === '' ? [] : [showName(name)])]);
      };
      for (const { name, refusal: why } of refused) add(sayRefusal(say, why), name);
      for (const name of unsuitable) add(say('statement.unsuitable'), name);
      const list = new Intl.ListFormat(code, { style: 'short', type: 'unit' });
      return [...reasons]
        .map(([problem, names]) => (names.length === 0 ? problem : say('files.problem', { name: list.format(names), problem })))
        .join('\n');
    },
  };
}

function problemOf(why: Refusal): Problem {
  return { status: refusals[why.key].status, text: ({ say }) => sayRefusal(say, why) };
}

function sayRefusal(say: Say, { key, values }: Refusal): string {
  return say(refusals[key].text, values);
}
