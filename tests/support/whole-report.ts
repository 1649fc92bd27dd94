/** A report in which every field of every page is answered, each free text with a word of its own: what a change of the form must not lose anywhere. */
import { randomUUID } from 'node:crypto';
import type { DraftFile, Sections } from '#app/intake/draft/content.ts';

const digest = 'a'.repeat(64);

export const wholeSections = {
  event: { incident: 'CANAL-2025' },
  part: { role: 'represent', present: 'no', as: 'attorney', agreed: 'yes', privileged: 'unknown' },
  what: { narrative: 'narrative-words\nzweite Zeile', language: 'ht' },
  conduct: { kinds: ['posed_as_other', 'local_help'], other: 'conduct-words' },
  when: {
    date: '2025-11-02',
    lastDate: '2025-11-03',
    about: false,
    time: '01:30',
    lastTime: '02:10',
    occurrence: 'second',
    zone: 'America/New_York',
    ongoing: 'no',
    interval: { from: '2025-11-02T06:30:00Z', to: '2025-11-03T07:11:00Z' },
    precision: 'time_range',
  },
  where: { form: 'intersection', place: 'place-words', cross: 'cross-words', city: 'city-words', county: 'st_lawrence', kind: 'worship' },
  who: {
    people: [
      {
        agencies: ['ice_ero', 'other'],
        identification: ['said_detectives', 'warrant_agency'],
        clothing: 'mixed',
        face: 'some_covered',
        count: 7,
        name: 'actor-name',
        badge: 'badge-4711',
        description: 'actor-words',
      },
      { agencies: ['deputised_287g'], identification: ['showed_badge'], description: 'second-actor' },
    ],
  },
  vehicles: {
    vehicles: [
      {
        plate: 'plate-1',
        state: 'state-words',
        make: 'make-words',
        colour: 'colour-words',
        markings: 'markings-words',
        unit: 'unit-9',
        description: 'vehicle-words',
      },
      { colour: 'second-colour' },
    ],
  },
  whom: { count: 3, injuries: 'treated', minors: 'yes', taken: 'yes', takenTo: 'taken-words', description: 'whom-words' },
  police: { present: 'yes', agencies: ['local_police'], did: 'police-words' },
  witnesses: {
    any: 'yes',
    count: 12,
    people: [{ name: 'other-witness', reach: 'other-reach', agreed: 'unknown' }, { name: 'further-witness' }],
  },
  reported: { to: ['press', 'lawyer'], outcome: 'outcome-words', legalAction: 'unknown' },
  losing: { leads: [{ kind: 'doorbell', where: 'lead-words', lostOn: '2025-11-09' }, { kind: 'post' }] },
  links: {
    links: [
      {
        url: 'https://www.youtube.com/watch?v=link-words',
        platform: 'youtube',
        postedBy: 'poster-words',
        seen: 'seen-words',
        recordedBy: 'stranger',
        about: 'link-about',
      },
      { url: 'https://vm.tiktok.com/ZM-share-words/', platform: 'tiktok' },
      { url: 'https://www.instagram.com/p/cleaned-words/?igsh=sealed-words', platform: 'instagram' },
    ],
  },
  contact: {
    mode: 'confidential',
    under18: 'no',
    language: 'bn',
    interpreter: 'yes',
    leaveMessage: 'no',
    retaliation: 'yes',
    witness: {
      name: 'attorney-name',
      email: 'attorney@example.org',
      phone: '212 555 0199',
      safeTimes: 'safe-times',
      way: 'text',
      organisation: 'organisation-words',
      helper: { name: 'helper-name', email: 'helper@example.org', phone: '212 555 0198' },
    },
    affected: { name: 'client-name', email: 'client@example.org', phone: '212 555 0197' },
  },
  help: { needs: ['medical', 'interpreter'] },
  use: {
    notice: { version: 'texts-1', language: 'en', sha256: digest },
    sharing: { prosecutors: true, oversight: true, publicReport: true },
    showsReport: true,
  },
} as const satisfies { [N in keyof Sections]-?: unknown };

/** Two files of it, with everything that can be said of one; uploads of their own each time. */
export function wholeFiles(): DraftFile[] {
  const said = { recordedBy: 'stranger', made: 'made-words', device: 'device-words', edited: 'no', chatApp: 'yes' } as const;
  return [
    { upload: randomUUID(), name: 'scene.jpg', caption: 'caption-words\nsecond line', declared: { role: 'evidence', ...said } },
    { upload: randomUUID(), name: 'told.m4a', caption: '', declared: { role: 'statement' } },
  ];
}

/** Every text of a value, however deep; keys of closed vocabularies among them. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
