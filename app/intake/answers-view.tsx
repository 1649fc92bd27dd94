/** A report read back in words: on the check page from the draft, on the follow-up page from the record. */
import { sayTerm } from '#app/i18n/terms.ts';
import { formatDay, type LanguageCode, type Say } from '#app/i18n/texts.ts';
import type { Answers } from '#db/intake/answers.ts';
import { zones } from '#db/intake/places.ts';
import type { SectionName, Sections } from './draft/content.ts';

export type AnswerRow = { label: string; value: string };
export type AnswerGroup = { section: SectionName; title: string; rows: AnswerRow[] };

/** One group a section, in the order of the form; a section without an answer has no rows. */
export function describeAnswers(say: Say, code: LanguageCode, answers: Sections | Answers): AnswerGroup[] {
  const rows: Record<SectionName, AnswerRow[]> = {
    what: answers.what ? [{ label: say('tasks.what'), value: answers.what.narrative }] : [],
    when: describeWhen(say, code, answers.when),
    where: answers.where
      ? [
          { label: say('where.place'), value: answers.where.place },
          { label: say('where.county'), value: describeCounty(say, answers.where.county) },
        ]
      : [],
    who: describeWho(say, answers.who),
    whom: [
      ...row(say('whom.injuries'), answers.whom?.injuries && say(`whom.injuries.${answers.whom.injuries}`)),
      ...row(say('whom.minors'), answers.whom?.minors && say(`answer.${answers.whom.minors}`)),
    ],
    contact: describeContact(say, answers.contact),
    use: describeUse(say, answers.use),
  };
  return (Object.keys(rows) as SectionName[]).map((section) => ({ section, title: say(`tasks.${section}`), rows: rows[section] }));
}

function row(label: string, value: string | undefined): AnswerRow[] {
  return value === undefined || value === '' ? [] : [{ label, value }];
}

function describeWhen(say: Say, code: LanguageCode, when: Sections['when']): AnswerRow[] {
  if (!when) return [];
  const day = formatDay(when.date, code);
  const time = when.time === undefined ? when.dayPart && say(`when.dayPart.${when.dayPart}`) : say('view.when.at', { time: when.time });
  return [
    { label: say('when.day'), value: [when.about ? say('view.when.about', { day }) : day, time].filter(Boolean).join(', ') },
    { label: say('view.zone'), value: zones[when.zone] ?? when.zone },
    ...row(say('when.ongoing'), when.ongoing && say(`answer.${when.ongoing}`)),
  ];
}

function describeCounty(say: Say, county: string): string {
  return county === 'outside' || county === 'unknown' ? say(`where.county.${county}`) : sayTerm(say, 'county', county);
}

function describeWho(say: Say, who: Sections['who']): AnswerRow[] {
  if (!who) return [];
  return [
    ...row(say('view.agencies'), who.agencies.map((key) => sayTerm(say, 'agency', key)).join('\n')),
    ...row(say('view.identification'), who.identification.map((key) => sayTerm(say, 'identification', key)).join('\n')),
    ...row(say('view.count'), who.count?.toString()),
    ...row(say('view.description'), who.description),
  ];
}

function describeContact(say: Say, contact: Sections['contact']): AnswerRow[] {
  if (!contact) return [];
  return [
    { label: say('view.contact'), value: say(`contact.mode.${contact.mode}`) },
    ...row(say('contact.name'), contact.name),
    ...row(say('contact.email'), contact.email),
    ...row(say('contact.phone'), contact.phone),
  ];
}

function describeUse(say: Say, use: Sections['use']): AnswerRow[] {
  if (!use) return [];
  const chosen = (['prosecutors', 'oversight', 'publicReport'] as const).filter((key) => use.sharing[key]).map((key) => say(`use.${key}`));
  return [
    { label: say('use.notice'), value: say('use.read') },
    { label: say('view.sharing'), value: chosen.length > 0 ? chosen.join('\n') : say('view.sharing.none') },
    { label: say('view.showsReport'), value: say(use.showsReport ? 'answer.yes' : 'answer.no') },
  ];
}

/** The rows of one group; `change` is the address of the page that asks. */
export function AnswerList({ group, say, change }: { group: AnswerGroup; say: Say; change?: string }) {
  const rows = group.rows.length > 0 ? group.rows : [{ label: group.title, value: say('check.notGiven') }];
  return (
    <dl className="facts">
      {rows.map(({ label, value }, index) => (
        <div key={label}>
          <dt className={label === group.title ? 'hidden' : undefined}>{label}</dt>
          <dd dir="auto">{value}</dd>
          {change !== undefined && index === 0 ? (
            <dd className="act">
              <a href={change} aria-label={say('check.changeNamed', { section: group.title })}>
                {say('check.change')}
              </a>
            </dd>
          ) : null}
        </div>
      ))}
    </dl>
  );
}
