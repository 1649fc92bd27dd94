/** One made-up report, every page of it answered, as its pictures show it. Nobody in it exists. */
import type { BrowserContext } from 'playwright';
import type { SectionName, Sections } from '#app/intake/draft/content.ts';
import { questions } from '#app/intake/questions/questions.ts';

/** Long enough to wrap, with a word that cannot be broken at a space and a language written from right to left. */
const account = [
  'At about half past two three people in tactical vests without names or badges stopped my neighbour at the bus stop. He asked who they were. One of them said “police”. They put him into a grey van and drove off towards Junction Boulevard.',
  'رأيت ثلاثة رجال يرتدون سترات بدون أسماء. أخذوا جاري من موقف الحافلة ثم غادروا بسيارة رمادية.',
  'The van had this on its side: UNITEDSTATESDEPARTMENTOFNOTHINGINPARTICULARSECTIONNINETEEN',
].join('\n\n');

const sample: Omit<{ [N in SectionName]: Sections[N] }, 'event' | 'use'> = {
  part: { role: 'saw', present: 'yes' },
  what: { narrative: account, language: 'en' },
  conduct: { kinds: ['refused_to_identify', 'face_covered', 'posed_as_other'] },
  when: {
    date: '2026-01-03',
    about: false,
    time: '14:30',
    lastTime: '14:50',
    zone: 'America/New_York',
    ongoing: 'no',
    interval: { from: '2026-01-03T19:30:00Z', to: '2026-01-03T19:51:00Z' },
    precision: 'time_range',
  },
  where: {
    form: 'intersection',
    place: 'Roosevelt Avenue',
    cross: '82nd Street',
    city: 'Jackson Heights',
    county: 'queens',
    kind: 'transit',
  },
  who: {
    people: [
      {
        agencies: ['ice_ero', 'unknown'],
        identification: ['said_police'],
        clothing: 'uniform_unmarked',
        face: 'some_covered',
        count: 2,
        description: 'Green vests, no names. One had a tattoo of an anchor on the left hand.',
      },
      { agencies: ['unknown'], identification: ['said_nothing'], clothing: 'plain_clothes', count: 1 },
    ],
  },
  vehicles: { vehicles: [{ plate: 'ABC 1234', state: 'New Jersey', make: 'Ford Transit', colour: 'grey', markings: 'no markings' }] },
  whom: { count: 1, injuries: 'minor', minors: 'no', taken: 'yes', takenTo: 'They said “26 Federal Plaza”.' },
  police: { present: 'unknown', agencies: [] },
  witnesses: { any: 'yes', count: 4, people: [{ name: 'Sam Sample', reach: 'works at the bakery on the corner', agreed: 'yes' }] },
  reported: { to: ['nobody'] },
  losing: {
    leads: [
      { kind: 'shop_camera', where: 'Bakery, 82nd Street' },
      { kind: 'transit_camera', where: 'Bus stop, line Q49', lostOn: '2026-01-10' },
    ],
  },
  links: {
    links: [
      {
        url: 'https://www.instagram.com/p/made-up',
        platform: 'instagram',
        postedBy: '@someone',
        recordedBy: 'stranger',
        about: 'The same van',
      },
    ],
  },
  contact: {
    mode: 'confidential',
    under18: 'no',
    language: 'es',
    interpreter: 'yes',
    leaveMessage: 'no',
    witness: {
      name: 'Wendy Witness',
      email: 'wendy@example.org',
      phone: '212 555 0142',
      safeTimes: 'after six in the evening',
      way: 'text',
    },
  },
  help: { needs: ['legal', 'interpreter'] },
};

/** Posts every page as its form would. */
export async function answerEverything(context: BrowserContext, origin: string): Promise<void> {
  const pages = Object.entries(sample).map(([name, section]) => {
    const question = questions[name as SectionName] as unknown as { path: string; values(given: unknown): Record<string, string[]> }; // the object's own keys
    return { path: question.path, values: question.values(section) };
  });
  for (const { path, values } of [
    ...pages,
    { path: '/report/use', values: { read: ['yes'], prosecutors: ['yes'], showsReport: ['yes'] } },
  ]) {
    const body = new URLSearchParams(Object.entries(values).flatMap(([name, given]) => given.map((value) => [name, value])));
    const answer = await context.request.post(origin + path, {
      data: body.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      maxRedirects: 0,
    });
    if (answer.status() !== 302 && answer.status() !== 303) throw new Error(`${path} answered ${answer.status()}`);
  }
}
