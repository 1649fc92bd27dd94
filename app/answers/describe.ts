/**
 * A report read back in words, one group a page of the form: from the draft on the check page, from the record on the follow-up page and in the console.
 * Every field of `sections.ts` has its line here; `describe.test.ts` holds that none is left out.
 */
import { sayTerm, type VocabularyName } from '#app/i18n/terms.ts';
import { formatDay, type LanguageCode, type Say, type TextKey } from '#app/i18n/texts.ts';
import type { Answers } from '#db/intake/answers.ts';
import { describeWhen } from './when.ts';

/** `heading` stands above the first row of a person, vehicle or other repeated entry. `theirs`: free text of the witness, in any language and direction. */
export type AnswerRow = { label: string; value: string; heading?: string; theirs?: true };
export type SectionKey = Exclude<keyof Answers, 'v' | 'language' | 'truth' | 'corrections'>;
export type AnswerGroup = { section: SectionKey; title: string; rows: AnswerRow[] };

type Reach = { name?: string | undefined; email?: string | undefined; phone?: string | undefined };
type ContactSealed = Pick<Answers['contact'], 'affected'>;
/** A draft's contact still holds what is sealed at submit. */
type ContactTyped = {
  witness?:
    | (Reach & { safeTimes?: string | undefined; way?: string | undefined; organisation?: string | undefined; helper?: Reach | undefined })
    | undefined;
  affected?: Reach | undefined;
};
type OthersTyped = {
  people?: readonly { name?: string | undefined; reach?: string | undefined; agreed?: string | undefined }[] | undefined;
};

/** The record's answers, or a draft's: some pages missing, contact and other witnesses still with their names. */
export type Described = { [K in Exclude<SectionKey, 'contact' | 'witnesses'>]?: Answers[K] | undefined } & {
  contact?: (Omit<Answers['contact'], 'affected'> & (ContactSealed | ContactTyped)) | undefined;
  witnesses?: (NonNullable<Answers['witnesses']> & OthersTyped) | undefined;
};

/** Titles of incidents by code, in the reader's language; what is not in it is shown by its code. */
export type IncidentTitles = Readonly<Record<string, string>>;

/** One group a section in the order of the form; a section without an answer has no rows. */
export function describeAnswers(say: Say, code: LanguageCode, answers: Described, incidents: IncidentTitles = {}): AnswerGroup[] {
  const write = writer(say);
  const { row, term, terms, answer, theirs, entries } = write;
  const { event, part, what, conduct, where, who, vehicles, whom, police, witnesses, reported, losing, links, contact, help, use } =
    answers;
  const rows: Record<SectionKey, AnswerRow[]> = {
    event: event
      ? row('label.event', event.incident === null ? say('label.event.none') : (own(incidents, event.incident) ?? event.incident))
      : [],
    part: part
      ? [
          ...term('label.part', 'part', part.role),
          ...answer('label.part.present', part.present),
          ...term('label.part.as', 'representative', part.as),
          ...answer('label.part.agreed', part.agreed),
          ...answer('label.part.privileged', part.privileged),
        ]
      : [],
    what: what
      ? [
          ...theirs('label.what', what.narrative),
          ...row('label.what.statement', what.statement ? say('label.what.statement.given') : undefined),
          ...term('label.what.language', 'spoken', what.language),
        ]
      : [],
    conduct: conduct ? [...terms('label.conduct', 'conduct', conduct.kinds), ...theirs('label.conduct.other', conduct.other)] : [],
    when: answers.when ? describeWhen(say, code, answers.when) : [],
    where: where
      ? [
          ...term('label.where.form', 'placeForm', where.form),
          ...theirs('label.where', where.place),
          ...theirs('label.where.cross', where.cross),
          ...theirs('label.where.city', where.city),
          ...row('label.where.county', describeCounty(say, where.county)),
          ...term('label.where.kind', 'placeKind', where.kind),
        ]
      : [],
    who: entries('label.who.entry', who?.people, (actor) => [
      ...terms('label.who.agencies', 'agency', actor.agencies),
      ...terms('label.who.identification', 'identification', actor.identification),
      ...term('label.who.clothing', 'clothing', actor.clothing),
      ...term('label.who.face', 'face', actor.face),
      ...row('label.who.count', actor.count?.toString()),
      ...theirs('label.who.name', actor.name),
      ...theirs('label.who.badge', actor.badge),
      ...theirs('label.who.description', actor.description),
    ]),
    vehicles: entries('label.vehicles.entry', vehicles?.vehicles, (vehicle) => [
      ...theirs('label.vehicles.plate', vehicle.plate),
      ...theirs('label.vehicles.state', vehicle.state),
      ...theirs('label.vehicles.make', vehicle.make),
      ...theirs('label.vehicles.colour', vehicle.colour),
      ...theirs('label.vehicles.markings', vehicle.markings),
      ...theirs('label.vehicles.unit', vehicle.unit),
      ...theirs('label.vehicles.description', vehicle.description),
    ]),
    whom: whom
      ? [
          ...row('label.whom.count', whom.count?.toString()),
          ...term('label.whom.injuries', 'injury', whom.injuries),
          ...answer('label.whom.minors', whom.minors),
          ...answer('label.whom.taken', whom.taken),
          ...theirs('label.whom.takenTo', whom.takenTo),
          ...theirs('label.whom.description', whom.description),
        ]
      : [],
    police: police
      ? [
          ...answer('label.police.present', police.present),
          ...terms('label.police.agencies', 'agency', police.agencies),
          ...theirs('label.police.did', police.did),
        ]
      : [],
    witnesses: witnesses
      ? [
          ...answer('label.witnesses.any', witnesses.any),
          ...row('label.witnesses.count', witnesses.count?.toString()),
          ...row('label.witnesses.named', witnesses.named?.toString()),
          ...entries('label.witnesses.entry', witnesses.people, (person) => [
            ...theirs('label.name', person.name),
            ...theirs('label.reach', person.reach),
            ...answer('label.witnesses.agreed', person.agreed),
          ]),
        ]
      : [],
    reported: reported
      ? [
          ...terms('label.reported.to', 'reportedTo', reported.to),
          ...theirs('label.reported.outcome', reported.outcome),
          ...answer('label.reported.legalAction', reported.legalAction),
        ]
      : [],
    losing: entries('label.losing.entry', losing?.leads, (lead) => [
      ...term('label.losing.kind', 'lead', lead.kind),
      ...theirs('label.losing.where', lead.where),
      ...row('label.losing.lostOn', lead.lostOn && formatDay(lead.lostOn, code)),
    ]),
    links: entries('label.links.entry', links?.links, (link) => [
      ...theirs('label.links.url', link.url),
      ...row('label.links.sharer', link.sharer && say('label.links.sharer.sealed')),
      ...term('label.links.platform', 'platform', link.platform),
      ...theirs('label.links.postedBy', link.postedBy),
      ...theirs('label.links.seen', link.seen),
      ...term('label.links.recordedBy', 'recorder', link.recordedBy),
      ...theirs('label.links.about', link.about),
    ]),
    contact: contact ? describeContact(say, write, contact) : [],
    help: help ? terms('label.help', 'help', help.needs) : [],
    use: use ? describeUse(say, write, use) : [],
  };
  return (Object.keys(rows) as SectionKey[]).map((section) => ({ section, title: say(`tasks.${section}`), rows: rows[section] }));
}

function describeContact(say: Say, { row, term, answer, reach, theirs }: Writer, contact: NonNullable<Described['contact']>): AnswerRow[] {
  const { witness, affected }: { witness?: ContactTyped['witness']; affected?: true | Reach | undefined } = contact;
  return [
    ...row('label.contact.mode', contact.mode && say(`label.contact.mode.${contact.mode}`)),
    ...answer('label.contact.under18', contact.under18),
    ...reach(undefined, witness),
    ...theirs('label.contact.organisation', witness?.organisation),
    ...theirs('label.contact.safeTimes', witness?.safeTimes),
    ...term('label.contact.way', 'way', witness?.way ?? contact.way),
    ...answer('label.contact.leaveMessage', contact.leaveMessage),
    ...term('label.contact.language', 'spoken', contact.language),
    ...answer('label.contact.interpreter', contact.interpreter),
    ...answer('label.contact.retaliation', contact.retaliation),
    ...reach(say('label.contact.helper'), witness?.helper),
    ...(affected === true ? row('label.contact.affected', say('label.contact.sealed')) : reach(say('label.contact.affected'), affected)),
  ];
}

function describeUse(say: Say, { row }: Writer, use: Answers['use']): AnswerRow[] {
  const chosen = (['prosecutors', 'oversight', 'publicReport'] as const)
    .filter((key) => use.sharing[key])
    .map((key) => say(`label.use.sharing.${key}`));
  return [
    ...row('label.use.notice', say('label.use.notice.read')),
    ...row('label.use.sharing', chosen.length > 0 ? chosen.join('\n') : say('label.use.sharing.none')),
    ...row('label.use.showsReport', say(use.showsReport ? 'answer.yes' : 'answer.no')),
  ];
}

export function describeCounty(say: Say, county: string): string {
  return county === 'outside' || county === 'unknown' ? say(`where.county.${county}`) : sayTerm(say, 'county', county);
}

type Writer = ReturnType<typeof writer>;

/** Rows for each kind of value; none where there is no answer. */
function writer(say: Say) {
  const row = (label: TextKey, value: string | undefined): AnswerRow[] =>
    value === undefined || value === '' ? [] : [{ label: say(label), value }];
  const theirs = (label: TextKey, value: string | undefined): AnswerRow[] =>
    row(label, value).map((plain) => ({ ...plain, theirs: true as const }));
  const under = (heading: string, rows: AnswerRow[]): AnswerRow[] =>
    rows.map((plain, index) => (index === 0 ? { ...plain, heading } : plain));
  return {
    row,
    theirs,
    answer: (label: TextKey, value: string | undefined) => row(label, value === undefined ? undefined : say(`answer.${value}` as TextKey)), // yes, no, unknown
    term: (label: TextKey, vocabulary: VocabularyName, key: string | undefined) =>
      row(label, key === undefined ? undefined : sayTerm(say, vocabulary, key)),
    terms: (label: TextKey, vocabulary: VocabularyName, keys: readonly string[]) =>
      row(label, keys.map((key) => sayTerm(say, vocabulary, key)).join('\n')),
    reach: (heading: string | undefined, someone: Reach | undefined): AnswerRow[] => {
      const rows = [
        ...theirs('label.name', someone?.name),
        ...theirs('label.email', someone?.email),
        ...theirs('label.phone', someone?.phone),
      ];
      return heading === undefined ? rows : under(heading, rows);
    },
    entries: <E>(heading: TextKey, list: readonly E[] | undefined, describe: (entry: E) => AnswerRow[]): AnswerRow[] =>
      (list ?? []).flatMap((entry, index) => under(say(heading, { number: index + 1 }), describe(entry))),
  };
}

function own(titles: IncidentTitles, code: string): string | undefined {
  return Object.hasOwn(titles, code) ? titles[code] : undefined;
}
