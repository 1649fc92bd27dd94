/**
 * Loader and action of a page with entries. "Add" and "remove" are submit buttons, so it works without a script: each saves what is typed and shows the page again, at
 * the entry concerned. Where something typed is wrong, nothing is saved and all of it stands on the page with its sentence, as with any other save.
 */
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { entryNumbers, entryPrefix } from '#app/ui/entry-names.ts';
import { entryLimit } from '#db/intake/sections.ts';
import type { SectionName } from '../draft/content.ts';
import { refusal } from '../refuse.ts';
import { answeredEntries } from './entries.ts';
import { mostFields } from './form-reader.ts';
import { saveQuestion, showQuestion, type QuestionData } from './question-page.ts';

export type RepeatedPage = { name: SectionName; path: string; list: string };

export async function showEntries({ name, list }: RepeatedPage, route: LoaderFunctionArgs): Promise<QuestionData> {
  const data = await showQuestion(name, route);
  const count = entryNumbers(data.values, list).length;
  const adds = new URL(route.request.url).searchParams.get('add') === list && count < entryLimit;
  // A name without a field is enough for the page to show one empty entry more.
  return adds ? { ...data, values: { ...data.values, [entryPrefix(list, count)]: [] } } : data;
}

export async function saveEntries({ name, path, list }: RepeatedPage, route: ActionFunctionArgs) {
  const form = await readFields(route.request, list);
  const dropped = /^\d{1,3}$/.test(String(form.get('drop'))) ? Number(form.get('drop')) : undefined;
  if (dropped !== undefined) {
    const prefix = entryPrefix(list, dropped);
    for (const field of [...form.keys()].filter((key) => key.startsWith(prefix))) form.delete(field);
  }
  const answer = await saveQuestion(name, { ...route, request: withBody(route.request, form) });
  const saved = answer.status >= 300 && answer.status < 400;
  if (!saved || (dropped === undefined && !form.has('add'))) return answer;

  const kept = answeredEntries(collect(form), list);
  const place =
    dropped === undefined ? kept.length : Math.max(0, Math.min(kept.filter((number) => number < dropped).length, kept.length - 1));
  const search = new URLSearchParams([
    ...(form.get('from') === 'check' ? [['from', 'check']] : []),
    ...(dropped === undefined ? [['add', list]] : []),
  ]);
  return redirect(`${path}${search.size > 0 ? `?${search.toString()}` : ''}#${list}.${Math.min(place, entryLimit - 1)}`, 303);
}

function collect(form: FormData): Record<string, string[]> {
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => [name, form.getAll(name).filter((value) => typeof value === 'string')]),
  );
}

/** More than the page can show, with room for twenty that were removed: no form of ours sends more, and each would have to be gone through. */
const mostEntries = 3 * entryLimit;

async function readFields(request: Request, list: string): Promise<FormData> {
  const form = await request.formData().catch(() => null);
  if (form === null || [...form.keys()].length > mostFields) throw refusal('badRequest');
  if (entryNumbers(Object.fromEntries(form), list).length > mostEntries) throw refusal('badRequest');
  return form;
}

/** The same request with other fields: a body can be read only once. */
function withBody(request: Request, form: FormData): Request {
  const headers = new Headers(request.headers);
  headers.delete('content-type');
  headers.delete('content-length');
  const body = new URLSearchParams();
  for (const [name, value] of form) if (typeof value === 'string') body.append(name, value);
  return new Request(request.url, { method: 'POST', headers, body, signal: request.signal });
}
