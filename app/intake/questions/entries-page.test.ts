/** Adding and removing entries as a browser without a script does it: forms posted, redirects followed, against the real record with intake's login. */
import type { ActionFunctionArgs, AppLoadContext } from '@remix-run/node';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { requestedPage } from '#app/http/context.ts';
import { readIntakeSettings } from '#db/settings/settings.ts';
import { openMetrics } from '#infra/metrics/metrics.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { writeTicket } from '../draft/cookie.ts';
import { beginDraft, findDraft } from '../draft/draft.ts';
import { openLoad } from '../load/load.ts';
import { saveEntries, showEntries } from './entries-page.ts';
import type { QuestionData } from './question-page.ts';

const page = { name: 'who', path: '/report/who', list: 'people' } as const;
let world: World;
let context: AppLoadContext;
let cookie: string;
beforeAll(async () => {
  world = await openWorld({ name: 'entries' });
  const sql = world.sql('intake');
  const load = openLoad(sql, openMetrics('intake'));
  const intake = { settings: () => readIntakeSettings(sql), load };
  context = { sql, secure: false, page: requestedPage(), intake } as unknown as AppLoadContext; // what these pages use of it
});
afterAll(() => world.close());
beforeEach(async () => {
  cookie = writeTicket(await beginDraft(context, 'en'), false).split(';')[0] ?? '';
});

const route = (request: Request): ActionFunctionArgs => ({ request, context, params: {} });
const show = async (path: string) => {
  const { values } = await showEntries(page, route(new Request(`http://x${path}`, { headers: { cookie } })));
  return values;
};
type Fields = Record<string, string | string[]>;
async function post(fields: Fields): Promise<{ status: number; location: string | null; data: QuestionData | null }> {
  const body = new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
  const answer = await saveEntries(page, route(new Request('http://x/report/who', { method: 'POST', headers: { cookie }, body })));
  const text = await answer.text();
  return { status: answer.status, location: answer.headers.get('location'), data: text === '' ? null : (JSON.parse(text) as QuestionData) };
}
async function saved() {
  const draft = await findDraft(new Request('http://x/', { headers: { cookie } }), context);
  return { people: draft?.content.sections.who?.people, revision: draft?.content.revisions.who ?? 0 };
}
const person = (name: string) => ({ agencies: [], identification: [], name });

test('“add” saves what is typed and leads to an empty entry behind it', async () => {
  const { status, location } = await post({ 'people.0.name': 'A', 'people.0.agencies': ['fbi', 'cbp'], add: 'people' });
  expect([status, location]).toEqual([303, '/report/who?add=people#people.1']);
  expect(await saved()).toEqual({ people: [{ ...person('A'), agencies: ['cbp', 'fbi'] }], revision: 1 });
  expect(Object.keys(await show('/report/who?add=people'))).toContain('people.1.');
  expect(Object.keys(await show('/report/who'))).not.toContain('people.1.');
});

test('on an empty page “add” leads to the one empty entry', async () => {
  expect((await post({ 'people.0.name': '', add: 'people' })).location).toBe('/report/who?add=people#people.0');
});

test('“remove” takes one entry out, saves the others, and leads to the one that is now in its place', async () => {
  const three = { 'people.0.name': 'A', 'people.1.name': 'B', 'people.2.name': 'C' };
  expect((await post({ ...three, drop: '1' })).location).toBe('/report/who#people.1');
  expect((await saved()).people).toEqual([person('A'), person('C')]);
  expect((await post({ 'people.0.name': 'A', 'people.1.name': 'C', drop: '1', revision: '1' })).location).toBe('/report/who#people.0');
  expect((await post({ 'people.0.name': 'A', drop: '0', revision: '2' })).location).toBe('/report/who#people.0');
  expect(await saved()).toEqual({ people: [], revision: 3 });
});

test('“remove” 1 leaves 10 alone', async () => {
  await post({ 'people.1.name': 'B', 'people.10.name': 'K', drop: '1' });
  expect((await saved()).people).toEqual([person('K')]);
});

test('the way back to the check page is kept while adding', async () => {
  expect((await post({ 'people.0.name': 'A', from: 'check', add: 'people' })).location).toBe('/report/who?from=check&add=people#people.1');
  expect((await post({ 'people.0.name': 'A', from: 'check', revision: '1' })).location).toBe('/report/check');
});

test('where something is wrong nothing is saved, and all that was typed comes back with its sentence', async () => {
  const answer = await post({ 'people.0.name': 'A', 'people.0.count': 'many', 'people.0.description': '\u202E<b>', add: 'people' });
  expect(answer.status).toBe(422);
  expect(Object.keys(answer.data?.errors ?? {})).toEqual(['people.0.count']);
  expect(answer.data?.values).toMatchObject({ 'people.0.name': ['A'], 'people.0.count': ['many'], 'people.0.description': ['\u202E<b>'] });
  expect(await saved()).toEqual({ people: undefined, revision: 0 });
});

test('removing the entry in which something is wrong needs no correction first', async () => {
  expect((await post({ 'people.0.name': 'A', 'people.1.count': 'many', drop: '1' })).location).toBe('/report/who#people.0');
  expect((await saved()).people).toEqual([person('A')]);
  const other = await post({ 'people.0.count': 'many', 'people.1.name': 'B', drop: '1', revision: '1' });
  expect([other.status, Object.keys(other.data?.values ?? {}).filter((name) => name.startsWith('people.'))]).toEqual([
    422,
    ['people.0.count'],
  ]);
});

test('what another window saved meanwhile is not overwritten by “add” or “remove”', async () => {
  await post({ 'people.0.name': 'A' });
  for (const button of [{ add: 'people' }, { drop: '0' }] as Fields[]) {
    const answer = await post({ 'people.0.name': 'B', 'people.1.name': 'C', ...button, revision: '0' });
    expect([answer.status, Object.keys(answer.data?.errors ?? {})]).toEqual([409, ['save']]);
  }
  expect((await saved()).people).toEqual([person('A')]);
});

test('at twenty there is no further entry, and twenty-one are not cut in silence', async () => {
  const named = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`people.${index}.name`, `P${index}`]));
  expect((await post({ ...named(20), add: 'people' })).location).toBe('/report/who?add=people#people.19');
  expect(Object.keys(await show('/report/who?add=people')).filter((name) => name.endsWith('.'))).toEqual([]);
  const answer = await post({ ...named(21), revision: '1' });
  expect([answer.status, Object.keys(answer.data?.errors ?? {})]).toEqual([422, ['people']]);
});

test.each(['-1', '1e3', 'x', '', '9999', '__proto__', '0.name'])('drop %j removes nothing', async (drop) => {
  await post({ 'people.0.name': 'A', drop });
  expect((await saved()).people).toEqual([person('A')]);
});

test('a body that is no form is refused in a sentence', async () => {
  const request = new Request('http://x/report/who', { method: 'POST', headers: { cookie, 'content-type': 'text/plain' }, body: 'x' });
  await expect(saveEntries(page, route(request))).rejects.toMatchObject({ status: 400 });
});
