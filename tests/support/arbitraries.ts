/**
 * Valid reports for property tests, hostile words and all: one arbitrary a section as its page can produce it, and whole drafts of them.
 * Every key of every vocabulary comes up, every field is sometimes left out, and texts are now and then as long as they may be.
 */
import fc from 'fast-check';
import type { z } from 'zod';
import { sectionNames, type DraftContent, type DraftFile, type SectionName, type Sections } from '#app/intake/draft/content.ts';
import { platformOf } from '#app/intake/questions/link-address.ts';
import { languageCodes } from '#app/i18n/languages.ts';
import { findInterval, findRepeated, type Said } from '#db/intake/interval.ts';
import { countyKeys, zones } from '#db/intake/places.ts';
import {
  captionLimit,
  contactModes,
  dayParts,
  descriptionLimit,
  entryLimit,
  lineLimit,
  nameLimit,
  narrativeLimit,
  placeLimit,
  yesNoUnknown,
  type actorSchema,
} from '#db/intake/sections.ts';
import { countCharacters } from '#db/intake/text.ts';
import { agencyKeys } from '#db/vocabularies/agencies.ts';
import { conductKeys } from '#db/vocabularies/conduct.ts';
import { clothingKeys, faceKeys, identificationKeys } from '#db/vocabularies/identification.ts';
import {
  helpKindKeys,
  injuryKeys,
  leadKindKeys,
  partKeys,
  placeFormKeys,
  placeKindKeys,
  recorderKeys,
  reportedToKeys,
  representativeKeys,
  safeWayKeys,
} from '#db/vocabularies/report-answers.ts';
import { spokenKeys } from '#db/vocabularies/spoken.ts';
import { around, hostile } from '#tests/support/form.ts';
import { newPassphrase, newReference } from '#infra/vault/witness.ts';

type Section<N extends SectionName> = NonNullable<Sections[N]>;

const one = <const T extends string>(keys: readonly T[]) => fc.constantFrom(...keys);
const many = <const T extends string>(keys: readonly T[]) => fc.subarray([...keys]);
const answer = one(yesNoUnknown);
/** Any of these, each sometimes left out. */
const some = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>; // fast-check's own type has a name for it that does not fit a generic
const isAnswered = (entry: object): boolean => Object.values(entry).some((value) => !Array.isArray(value) || value.length > 0);
const entriesOf = <T extends object>(entry: fc.Arbitrary<T>) => fc.array(entry.filter(isAnswered), { maxLength: entryLimit });

/** A text of several lines as a browser sends it. */
const text = (limit: number) =>
  fc
    .oneof(
      { weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: Math.min(limit, 80) }).map((raw) => raw.replaceAll(/[\0\r]/g, '')) },
      { weight: 3, arbitrary: fc.constantFrom(...hostile) },
      { weight: 1, arbitrary: one(['x', '👩', 'ש', '\u0928']).map((letter) => letter.repeat(limit)) },
    )
    .filter((value) => value.trim() !== '' && countCharacters(value) <= limit && !/\p{Surrogate}/u.test(value));
/** A text in a field of one line: browsers take line breaks out of it. */
const line = (limit: number) =>
  text(limit)
    .map((value) => value.replaceAll('\n', ' '))
    .filter((value) => value.trim() !== '');
const count = fc.integer({ min: 1, max: 100_000 });
const dayBetween = (min: string, max: string) =>
  fc
    .date({ min: new Date(`${min}T00:00:00Z`), max: new Date(`${max}T00:00:00Z`), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
const reach = {
  name: line(200),
  email: fc.emailAddress().filter((address) => address.length <= 320),
  phone: fc.stringMatching(/^\+?[0-9]{5,15}( x[0-9]{1,4})?$/),
};
const reachOf = some(reach).filter(isAnswered);

export const arbitraryEvent: fc.Arbitrary<Section<'event'>> = fc.record({
  incident: fc.option(fc.stringMatching(/^[A-Z0-9][A-Z0-9-]{1,30}$/), { nil: null }),
});

export const arbitraryPart: fc.Arbitrary<Section<'part'>> = fc
  .tuple(
    one(partKeys),
    some<Pick<Section<'part'>, 'present'>>({ present: answer }),
    some<Pick<Section<'part'>, 'as' | 'agreed' | 'privileged'>>({ as: one(representativeKeys), agreed: answer, privileged: answer }),
  )
  .map(([role, there, represented]) => ({ role, ...there, ...(role === 'represent' ? represented : {}) }));

/** Told in writing: a statement is a file, which a test that wants one must upload. */
export const arbitraryWhat: fc.Arbitrary<Section<'what'>> = fc
  .tuple(text(narrativeLimit), some<Pick<Section<'what'>, 'language'>>({ language: one(spokenKeys) }))
  .map(([narrative, rest]) => ({ narrative, ...rest }));

export const arbitraryConduct: fc.Arbitrary<Section<'conduct'>> = fc
  .tuple(many(conductKeys), some<Pick<Section<'conduct'>, 'other'>>({ other: text(descriptionLimit) }))
  .map(([kinds, rest]) => ({ kinds, ...rest }));

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const zone = fc.constantFrom(...Object.keys(zones));
/** Days on which the clocks of New York are changed come up far more often than by chance. */
const saidDay = fc.oneof(
  dayBetween('1900-01-02', around.latestDay),
  one(['2025-11-02', '2026-11-01', '2026-03-08', '2024-02-29', around.latestDay]),
);

export const arbitraryWhen: fc.Arbitrary<Section<'when'>> = fc
  .tuple(
    fc.record({ date: saidDay, about: fc.boolean(), zone }),
    some<Pick<Said, 'lastDate' | 'time' | 'lastTime' | 'dayPart'>>({
      lastDate: saidDay,
      time: fc.oneof(clock, one(['01:30', '00:00', '23:59'])),
      lastTime: fc.oneof(clock, one(['01:45', '23:59'])),
      dayPart: one(dayParts),
    }),
    fc.constantFrom(undefined, 'first' as const, 'second' as const),
    some<Pick<Section<'when'>, 'ongoing'>>({ ongoing: answer }),
  )
  .map(([words, { dayPart, ...times }, occurrence, rest]) => {
    const hasTime = times.time !== undefined || times.lastTime !== undefined;
    const said = { ...words, ...times, ...(dayPart === undefined || hasTime ? {} : { dayPart }) };
    const whole: Said = { ...said, ...(occurrence === undefined || findRepeated(said).length === 0 ? {} : { occurrence }) };
    return { whole, rest, found: findInterval(whole) };
  })
  .filter(({ found }) => !('contradiction' in found))
  .map(({ whole, rest, found }) => ({ ...whole, ...rest, ...(found as Exclude<typeof found, { contradiction: unknown }>) })); // as just filtered

export const arbitraryWhere: fc.Arbitrary<Section<'where'>> = fc
  .tuple(
    text(placeLimit),
    one(countyKeys),
    some<Omit<Section<'where'>, 'place' | 'county'>>({
      form: one(placeFormKeys),
      cross: line(placeLimit),
      city: line(lineLimit),
      kind: one(placeKindKeys),
    }),
  )
  .map(([place, county, rest]) => ({ place, county, ...rest }));

type Actor = z.infer<typeof actorSchema>;
export const arbitraryWho: fc.Arbitrary<Section<'who'>> = fc.record({
  people: entriesOf(
    fc
      .tuple(
        many(agencyKeys),
        many(identificationKeys),
        some<Omit<Actor, 'agencies' | 'identification'>>({
          clothing: one(clothingKeys),
          face: one(faceKeys),
          count,
          name: line(lineLimit),
          badge: line(lineLimit),
          description: text(descriptionLimit),
        }),
      )
      .map(([agencies, identification, rest]) => ({ agencies, identification, ...rest })),
  ),
});

export const arbitraryVehicles: fc.Arbitrary<Section<'vehicles'>> = fc.record({
  vehicles: entriesOf(
    some<Section<'vehicles'>['vehicles'][number]>({
      plate: line(lineLimit),
      state: line(lineLimit),
      make: line(lineLimit),
      colour: line(lineLimit),
      markings: line(lineLimit),
      unit: line(lineLimit),
      description: text(descriptionLimit),
    }),
  ),
});

export const arbitraryWhom: fc.Arbitrary<Section<'whom'>> = some<Section<'whom'>>({
  count,
  injuries: one(injuryKeys),
  minors: answer,
  taken: answer,
  takenTo: line(placeLimit),
  description: text(descriptionLimit),
});

export const arbitraryPolice: fc.Arbitrary<Section<'police'>> = fc
  .tuple(many(agencyKeys), some<Omit<Section<'police'>, 'agencies'>>({ present: answer, did: text(descriptionLimit) }))
  .map(([agencies, rest]) => ({ agencies, ...rest }));

export const arbitraryWitnesses: fc.Arbitrary<Section<'witnesses'>> = fc
  .tuple(
    some<Omit<Section<'witnesses'>, 'people'>>({ any: answer, count }),
    entriesOf(some<Section<'witnesses'>['people'][number]>({ name: line(200), reach: line(500), agreed: answer })),
  )
  .map(([rest, people]) => ({ ...rest, people }));

export const arbitraryReported: fc.Arbitrary<Section<'reported'>> = fc
  .tuple(
    many(reportedToKeys).map((to) => (to.length > 1 ? to.filter((key) => key !== 'nobody') : to)),
    some<Omit<Section<'reported'>, 'to'>>({ outcome: text(descriptionLimit), legalAction: answer }),
  )
  .map(([to, rest]) => ({ to, ...rest }));

export const arbitraryLosing: fc.Arbitrary<Section<'losing'>> = fc.record({
  leads: entriesOf(
    fc
      .tuple(
        one(leadKindKeys),
        some<Omit<Section<'losing'>['leads'][number], 'kind'>>({ where: line(placeLimit), lostOn: dayBetween('2020-01-01', '2099-12-31') }),
      )
      .map(([kind, rest]) => ({ kind, ...rest })),
  ),
});

const url = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true, validSchemes: ['http', 'https'] }),
  one([
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    'https://vm.tiktok.com/ZM8abc/',
    'http://instagram.com/p/x?a="><script>',
    'https://fb.watch/1,2',
    'https://x.com/a/status/1#=1+1',
    'https://vimeo.com/1\u202E2',
    'https://xn--e1afmkfd.example/путь',
    'https://youtu.be/dQw4w9WgXcQ?si=a%20b&t=9',
    'https://a:b@example.org/?id=1&UTM_Source=x#top&fbclid=1',
    'https://web.archive.org/web/2025/https://x.com/a/status/1?s=20',
  ]),
);
export const arbitraryLinks: fc.Arbitrary<Section<'links'>> = fc.record({
  links: entriesOf(
    fc
      .tuple(
        url,
        some<Omit<Section<'links'>['links'][number], 'url' | 'platform'>>({
          postedBy: line(lineLimit),
          seen: line(lineLimit),
          recordedBy: one(recorderKeys),
          about: line(captionLimit),
        }),
      )
      .map(([address, rest]) => ({ url: address, platform: platformOf(address), ...rest })),
  ),
});

/** Without contradictions: an anonymous witness gives nothing of their own, and another can be reached. */
export const arbitraryContact: fc.Arbitrary<Section<'contact'>> = fc
  .tuple(
    one(contactModes),
    some<Omit<Section<'contact'>, 'mode' | 'witness' | 'affected'>>({
      under18: answer,
      language: one(spokenKeys),
      interpreter: answer,
      leaveMessage: answer,
      retaliation: answer,
    }),
    some<NonNullable<Section<'contact'>['witness']>>({
      ...reach,
      safeTimes: line(500),
      way: one(safeWayKeys),
      organisation: line(200),
      helper: reachOf,
    }),
    some<Pick<Section<'contact'>, 'affected'>>({ affected: reachOf }),
  )
  .map(([mode, rest, witness, other]) => {
    const hasReach = [witness, witness.helper].some((who) => who?.email !== undefined || who?.phone !== undefined);
    const kept = mode === 'anonymous' ? given({ way: witness.way }) : hasReach ? witness : { ...witness, way: 'page' as const };
    return { mode, ...rest, ...(isAnswered(kept) ? { witness: kept } : {}), ...other };
  });
const given = <T extends object>(fields: T) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

export const arbitraryHelp: fc.Arbitrary<Section<'help'>> = many(helpKindKeys).map((needs) => ({
  needs: needs.length > 1 ? needs.filter((need) => need !== 'none') : needs,
}));

const language = fc.constantFrom(...languageCodes);
export const arbitraryUse: fc.Arbitrary<Section<'use'>> = fc.record({
  notice: fc.record({
    version: fc.nat({ max: 9_999 }).map((version) => `texts-${version}`),
    language,
    sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  }),
  sharing: fc.record({ prosecutors: fc.boolean(), oversight: fc.boolean(), publicReport: fc.boolean() }),
  showsReport: fc.boolean(),
});

export const arbitrarySection = {
  event: arbitraryEvent,
  part: arbitraryPart,
  what: arbitraryWhat,
  conduct: arbitraryConduct,
  when: arbitraryWhen,
  where: arbitraryWhere,
  who: arbitraryWho,
  vehicles: arbitraryVehicles,
  whom: arbitraryWhom,
  police: arbitraryPolice,
  witnesses: arbitraryWitnesses,
  reported: arbitraryReported,
  losing: arbitraryLosing,
  links: arbitraryLinks,
  contact: arbitraryContact,
  help: arbitraryHelp,
  use: arbitraryUse,
} as const satisfies { [N in SectionName]: fc.Arbitrary<Section<N>> };

/** As the pages of files and of the statement leave it; the uploads are not in any record, and a test that hands in must put them there. */
const arbitraryFile: fc.Arbitrary<DraftFile> = fc.record({
  upload: fc.uuid({ version: 4 }),
  name: line(nameLimit),
  caption: fc.oneof(fc.constant(''), text(captionLimit)),
  declared: fc
    .tuple(
      one(['evidence', 'statement']),
      some<Omit<DraftFile['declared'], 'role'>>({
        recordedBy: one(recorderKeys),
        made: line(lineLimit),
        device: line(lineLimit),
        edited: answer,
        chatApp: answer,
      }),
    )
    .map(([role, rest]) => ({ role, ...rest })),
});

/** A draft that can be handed in: what is needed is there, any other page may be missing. */
export const arbitraryContent: fc.Arbitrary<DraftContent> = fc
  .tuple(
    language,
    fc.record(arbitrarySection, { requiredKeys: ['what', 'when', 'where', 'use'] }),
    fc.uniqueArray(arbitraryFile, { maxLength: 3, selector: ({ upload }) => upload }),
  )
  .map(([language, sections, files]) => ({
    v: 1,
    reference: newReference(),
    passphrase: newPassphrase(),
    language,
    sections,
    revisions: Object.fromEntries(sectionNames.filter((name) => sections[name] !== undefined).map((name) => [name, 1])),
    files,
  }));
