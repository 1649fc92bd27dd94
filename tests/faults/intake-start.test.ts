/** Links to an incident, tabs that know nothing of each other, and days on which clocks are changed: what the pages from the start to "where" do with them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { Witness, type Answer } from '#tests/support/witness.ts';
import { openWorld, type World } from '#tests/support/world.ts';

const incidents = [
  { code: 'CANAL-2026', title: { en: 'Canal Street' }, date: '2026-10-21', place: 'Manhattan', county: 'new_york', open: true },
  { code: 'CLOSED-1', title: { en: 'Long ago' }, date: '2025-01-02', place: 'Queens', county: 'queens', open: false },
];
const unknownIncident = 'names an event that the office does not ask about now';
let world: World;
let intake: RunningProcess;

beforeAll(async () => {
  world = await openWorld({ name: 'intake-start' });
  await world.superSql`insert into settings (key, version, value) values ('intake.incidents', 2, ${JSON.stringify(incidents)}::text::jsonb)`;
  intake = await startProcess(world, 'intake');
});
afterAll(async () => {
  await intake.stop();
  await world.close();
});

const newWitness = () => new Witness(world.installation.origins.intake);
const drafts = async (): Promise<number> => (await world.superSql`select from drafts`).length;
const isChecked = ({ text }: Answer, value: string): boolean =>
  new RegExp(`<input(?=[^>]*value="${value}")(?=[^>]*checked)[^>]*>`).test(text);
async function begun(fields: Record<string, string> = {}): Promise<Witness> {
  const witness = newWitness();
  expect(await witness.post('/report', fields)).toMatchObject({ status: 303, location: '/report' });
  return witness;
}

const day = (month: string, date: string, year: string, time: string) => ({
  'day-month': month,
  'day-day': date,
  'day-year': year,
  time,
  zone: 'America/New_York',
});

describe('a link to an incident', () => {
  test('is the start page at that very address, and starts nothing by itself', async () => {
    const before = await drafts();
    const witness = newWitness();
    const page = await witness.get('/report?incident=CANAL-2026');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Canal Street');
    expect(page.text).toContain('<input type="hidden" name="incident" value="CANAL-2026"/>');
    expect(page.text).toMatch(/<form method="post" action="\/report"/);
    expect(witness.cookie).toBe('');
    expect(await drafts()).toBe(before);
  });
  test('started from, the report names it and the address is clean', async () => {
    const witness = await begun({ incident: 'CANAL-2026' });
    expect(isChecked(await witness.get('/report/event'), 'CANAL-2026')).toBe(true);
    expect((await witness.get('/report')).text).toMatch(/id="state-event"[^>]*>Done</);
  });
  test('with a report open it is suggested, and changes nothing until the page is saved', async () => {
    const witness = await begun();
    const sent = await witness.get('/report?incident=canal-2026');
    expect(sent).toMatchObject({ status: 302, location: '/report/event?incident=CANAL-2026' });
    expect(isChecked(await witness.get(sent.location ?? ''), 'CANAL-2026')).toBe(true);
    expect(isChecked(await witness.get('/report/event'), 'CANAL-2026')).toBe(false);
    expect((await witness.get('/report')).text).not.toMatch(/id="state-event"[^>]*>Done</);
    expect(await witness.post('/report/event', { incident: 'CANAL-2026' })).toMatchObject({ status: 302, location: '/report/part' });
  });
  test.each(['CLOSED-1', 'NEVER-1', '', "'; drop table drafts; --", '<script>alert(1)</script>', '%00', 'x'.repeat(2_000)])(
    'to %j, which is not open, is ignored with a kind sentence',
    async (code) => {
      const witness = newWitness();
      const link = `/report?incident=${encodeURIComponent(code)}`;
      const page = await witness.get(link);
      expect(page.status).toBe(200);
      expect(page.text).toContain(unknownIncident);
      expect(page.text).not.toContain('name="incident"');
      expect(page.text).not.toContain('<script>alert');
      const other = await begun({ incident: code });
      expect((await other.get('/report')).text).not.toMatch(/id="state-event"[^>]*>Done</);
      expect((await other.get(link)).text).toContain(unknownIncident);
    },
  );
  test('one that is closed after it was chosen stays the answer', async () => {
    const closing = { ...incidents[0], code: 'CLOSING-1', title: { en: 'Soon closed' } };
    await world.superSql`update settings set value = ${JSON.stringify([...incidents, closing])}::text::jsonb where key = 'intake.incidents'`;
    await intake.stop();
    intake = await startProcess(world, 'intake'); // settings are kept for some seconds
    const witness = await begun({ incident: 'CLOSING-1' });
    await world.superSql`update settings set value = ${JSON.stringify([...incidents, { ...closing, open: false }])}::text::jsonb where key = 'intake.incidents'`;
    await intake.stop();
    intake = await startProcess(world, 'intake');
    expect(isChecked(await witness.get('/report/event'), 'CLOSING-1')).toBe(true);
    expect((await witness.post('/report/event', { incident: 'CLOSING-1' })).status).toBe(302);
    expect((await newWitness().get('/report?incident=CLOSING-1')).text).toContain(unknownIncident);
  });
});

describe('two tabs', () => {
  test('the start page of another tab goes on with the report that is open', async () => {
    const witness = await begun();
    await witness.expect303('/report/what', { narrative: 'Written in the first tab' });
    const cookie = witness.cookie;
    expect(await witness.post('/report')).toMatchObject({ status: 303, location: '/report' });
    expect(await witness.post('/report', { incident: 'CANAL-2026' })).toMatchObject({
      status: 303,
      location: '/report/event?incident=CANAL-2026',
    });
    expect(witness.cookie).toBe(cookie);
    expect((await witness.get('/report/what')).text).toContain('Written in the first tab');
  });
  test('a new one is started where the witness says that the other may go, and that one is gone', async () => {
    const witness = await begun();
    await witness.expect303('/report/what', { narrative: 'To be deleted' });
    const before = await drafts();
    const first = witness.cookie;
    expect((await witness.post('/report', { again: 'draft' })).status).toBe(303);
    expect(witness.cookie).not.toBe(first);
    expect(await drafts()).toBe(before);
    witness.cookie = first;
    expect((await witness.get('/report')).status).toBe(410);
  });
  test('that save the same page in the same moment do not overwrite each other', async () => {
    const witness = await begun();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, tab) => witness.post('/report/what', { revision: '0', narrative: `Written in tab ${tab}` })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([302, 409, 409, 409, 409, 409]);
    const saved = answers.findIndex(({ status }) => status === 302);
    expect((await witness.get('/report/what')).text).toContain(`Written in tab ${saved}`);
    const [loser] = answers.filter(({ status }) => status === 409);
    expect(loser?.text).toContain('changed in another window');
    expect(loser?.text).toContain('name="revision" value="1"');
  });
  test('that save different pages in the same moment both succeed', async () => {
    const witness = await begun();
    const pages: [string, Record<string, string>][] = [
      ['what', { narrative: 'x' }],
      ['where', { place: 'x', county: 'kings' }],
      ['part', { role: 'saw' }],
      ['conduct', { kinds: 'voting' }],
    ];
    const answers = await Promise.all(pages.map(([page, fields]) => witness.post(`/report/${page}`, fields)));
    expect(answers.map(({ status }) => status)).toEqual([302, 302, 302, 302]);
    const { text } = await witness.get('/report');
    for (const [page] of pages) expect(text).toMatch(new RegExp(`id="state-${page}"[^>]*>Done<`));
  });
});

describe('when', () => {
  test('a time that came twice is asked about, with a sentence and a choice that was not there before', async () => {
    const witness = await begun();
    expect((await witness.get('/report/when')).text).not.toContain('name="occurrence"');
    const asked = await witness.post('/report/when', day('11', '1', '2026', '01:30'));
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('came twice on that day');
    expect(asked.text).toContain('name="occurrence"');
    expect((await witness.post('/report/when', { ...day('11', '1', '2026', '01:30'), occurrence: 'second' })).status).toBe(302);
    expect(isChecked(await witness.get('/report/when'), 'second')).toBe(true);
  });
  test('a time that did not exist is said', async () => {
    const answer = await (await begun()).post('/report/when', day('3', '8', '2026', '02:30'));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('did not exist on that day');
  });
  test('tomorrow’s tomorrow has not come anywhere, whatever the phone says', async () => {
    const witness = await begun();
    const days = (ahead: number) => new Date(Date.now() + ahead * 86_400_000);
    const post = (at: Date) =>
      witness.post('/report/when', day(String(at.getUTCMonth() + 1), String(at.getUTCDate()), String(at.getUTCFullYear()), ''));
    const late = await post(days(2));
    expect(late.status).toBe(422);
    expect(late.text).toContain('has not come yet');
    expect((await post(days(0))).status).toBe(302);
  });
});

describe('the list', () => {
  test('counts what is needed, and offers to hand in as soon as that is there', async () => {
    const witness = await begun();
    const before = await witness.get('/report');
    expect(before.text).toContain('4 needed answers are still missing');
    expect(before.text).not.toContain('hand in now');
    await witness.expect303('/report/what', { narrative: 'x', next: 'list' });
    await witness.expect303('/report/when', day('1', '3', '2026', ''));
    await witness.expect303('/report/use', { read: 'yes' });
    expect((await witness.get('/report')).text).toContain('1 needed answer is still missing');
    expect(await witness.post('/report/where', { place: 'x', county: 'kings', next: 'list' })).toMatchObject({
      status: 302,
      location: '/report',
    });
    expect((await witness.get('/report')).text).toContain('Check your answers and hand in now');
  });
  test('says until when it is kept in the zone of the place', async () => {
    const witness = await begun();
    expect((await witness.get('/report')).text).toMatch(/Kept until [^<]* E[SD]T/);
    await witness.expect303('/report/when', { ...day('1', '3', '2026', ''), zone: 'Pacific/Honolulu' });
    expect((await witness.get('/report')).text).toMatch(/Kept until [^<]* HST/);
  });
});

test('nothing of all this is in the log', () => {
  expect(intake.logs()).not.toMatch(/CANAL|CLOSED|incident=|drop table|Written in/i);
});
