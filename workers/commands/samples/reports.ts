/** What the sample reports say: invented people, places that exist, forms as the intake's pages send them. */
import { makeAudio, makeEicarZip, makePhoto, makeText, makeVideo } from './media.ts';

export type SampleReport = {
  /** Page → its fields; a list sends the field several times. */
  pages: Record<string, Record<string, string | string[]>>;
  files: { make: (folder: string) => Promise<string>; caption: string }[];
};

const agreed = { read: 'yes', prosecutors: 'yes' };

/** Days and camera times lie a little before `now`, so that the samples do not age. */
export function sampleReports(now: Date): SampleReport[] {
  const day = (before: number) => new Date(now.getTime() - before * 86_400_000);
  const asked = (date: Date) => ({
    'day-year': String(date.getUTCFullYear()),
    'day-month': String(date.getUTCMonth() + 1),
    'day-day': String(date.getUTCDate()),
  });
  const camera = (date: Date, time: string) => `${date.toISOString().slice(0, 10).replaceAll('-', ':')} ${time}`;
  const zone = 'America/New_York';
  return [
    {
      pages: {
        what: {
          narrative:
            'Four people in tactical vests got out of two unmarked cars and stopped a man who was selling fruit. Their faces were covered. When a woman asked who they were, one said “police” and nothing else. They pushed him against the fence and drove off with him.',
        },
        when: { ...asked(day(2)), time: '08:40', zone, ongoing: 'no' },
        where: { form: 'intersection', place: 'Roosevelt Avenue', cross: 'Junction Boulevard', county: 'queens', kind: 'street' },
        part: { role: 'saw', present: 'yes' },
        conduct: { kinds: ['refused_to_identify', 'face_covered', 'excessive_force'] },
        who: {
          'people.0.agencies': ['federal_unknown'],
          'people.0.identification': ['said_police'],
          'people.0.clothing': 'uniform_unmarked',
          'people.0.face': 'covered',
          'people.0.count': '4',
          'people.0.description': 'Green vests, black masks, no names or numbers.',
        },
        vehicles: {
          'vehicles.0.plate': 'KXD 2241',
          'vehicles.0.state': 'New Jersey',
          'vehicles.0.make': 'Ford Explorer',
          'vehicles.0.colour': 'grey',
          'vehicles.1.colour': 'black',
          'vehicles.1.make': 'Chevrolet Tahoe',
        },
        losing: { 'leads.0.kind': 'shop_camera', 'leads.0.where': 'The pharmacy at the corner has a camera over its door.' },
        whom: { count: '1', injuries: 'minor', minors: 'no', taken: 'yes' },
        contact: { mode: 'confidential', name: 'Sample Witness', email: 'sample.witness@demo.example' },
        use: agreed,
      },
      files: [
        {
          make: (folder) =>
            makeVideo(folder, 'IMG_4471.MOV.mp4', {
              seconds: 5,
              marks: {
                takenAt: camera(day(2), '12:41:10'),
                place: { latitude: 40.7492, longitude: -73.8696 },
                make: 'Sample',
                model: 'Phone 9',
              },
            }),
          caption: 'From across the street, with sound.',
        },
        {
          make: (folder) =>
            makePhoto(folder, 'plate.jpg', {
              marks: {
                takenAt: camera(day(2), '08:43:02'),
                place: { latitude: 40.7491, longitude: -73.8694 },
                make: 'Sample',
                model: 'Phone 9',
                software: '17.1',
              },
            }),
          caption: 'The second car.',
        },
      ],
    },
    {
      pages: {
        what: {
          narrative: 'رأيت ثلاثة رجال ملثمين يوقفون حافلة ويطلبون من الركاب أوراقهم. قالوا إنهم من الشرطة المحلية، لكن لم تكن معهم شارات.',
        },
        when: { ...asked(day(1)), about: 'yes', dayPart: 'evening', zone, ongoing: 'yes' },
        where: { place: 'Fordham Road bus stop', county: 'bronx' },
        conduct: { kinds: ['posed_as_other', 'profiling'] },
        who: { 'people.0.agencies': ['unknown'], 'people.0.identification': ['said_police', 'named_precinct'], 'people.0.count': '3' },
        whom: { minors: 'yes' },
        contact: { mode: 'anonymous' },
        use: { ...agreed, oversight: 'yes', showsReport: 'yes' },
      },
      files: [{ make: (folder) => makeAudio(folder, 'voice memo.m4a'), caption: '' }],
    },
    {
      pages: {
        what: { narrative: 'I was handed this on a stick by a neighbour who filmed the entry into the building. I did not see it myself.' },
        part: { role: 'found', present: 'no' },
        when: { ...asked(day(9)), about: 'yes', zone },
        links: { 'links.0.url': 'https://www.tiktok.com/@sample/video/7300000000000000000', 'links.0.recordedBy': 'stranger' },
        where: { place: 'Building entrance near Sunset Park', county: 'kings' },
        contact: { mode: 'anonymous' },
        use: { read: 'yes' },
      },
      files: [
        { make: (folder) => makeEicarZip(folder, 'clips.zip'), caption: 'All the clips from the stick.' },
        {
          make: (folder) => makePhoto(folder, 'door.jpg', { width: 900, height: 1200, hue: 120 }),
          caption: 'The door afterwards. Sent to me in a chat.',
        },
      ],
    },
    {
      pages: {
        what: { narrative: 'Two deputies helped federal agents hold a crowd back and gave them a list. I wrote down what I could.' },
        when: { ...asked(day(4)), time: '17:15', zone, ongoing: 'unknown' },
        where: { place: 'Outside the county court', county: 'new_york' },
        conduct: { kinds: ['local_help'] },
        who: {
          'people.0.agencies': ['ice_ero'],
          'people.0.identification': ['showed_badge'],
          'people.0.count': '4',
          'people.1.agencies': ['local_police'],
          'people.1.count': '2',
        },
        help: { needs: ['legal'] },
        whom: { injuries: 'none', minors: 'unknown' },
        contact: { mode: 'open', name: 'Second Sample', phone: '+1 212 555 0100' },
        use: { ...agreed, publicReport: 'yes' },
      },
      files: [
        {
          make: (folder) =>
            makeText(folder, 'notes.txt', 'Time, who stood where, what was said.\n17:15 two deputies arrive\n17:22 the list\n'),
          caption: 'My notes.',
        },
      ],
    },
  ];
}
