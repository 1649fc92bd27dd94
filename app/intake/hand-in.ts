/** From a draft to what is handed in: the answers as stored, who is behind them sealed, the files that arrived whole, the tasks that they ask for. */
import { createHash } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import type { Answers } from '#db/intake/answers.ts';
import type { Identity } from '#db/intake/identity.ts';
import { submitReport, type Receipt } from '#db/intake/submit.ts';
import { findTasks } from '#db/intake/tasks.ts';
import { sealIdentity } from '#infra/vault/seal.ts';
import { followProof, newReference } from '#infra/vault/witness.ts';
import { isTold, type DraftContent, type Sections } from './draft/content.ts';
import { changeDraft, type Draft } from './draft/draft.ts';
import { givenLinks, openLeads, openLinks } from './kept-links.ts';
import { readStatement } from './statement-of-truth.ts';
import { isStatement, readReportFiles, type ReportFile } from './upload/report-files.ts';

export const neededSections = ['what', 'when', 'where', 'use'] as const;

/** What still has to be answered. */
export function missingSections(sections: Sections, files: readonly ReportFile[]): (typeof neededSections)[number][] {
  const told = isTold(sections, files.some(isStatement));
  return neededSections.filter((name) => (name === 'what' ? !told : sections[name] === undefined));
}

/**
 * Null while something needed is missing. A reference that another report has already (one in a million million) is replaced before anyone has seen it.
 * Throws the named errors of `submitReport`; `DraftChangedElsewhere` where another tab saved an answer or stored a file meanwhile: what stands on the page is then no longer all.
 */
export async function handIn(context: AppLoadContext, draft: Draft): Promise<Receipt | null> {
  const { content, submissionId } = draft;
  const settings = await context.intake.settings();
  const files = (await readReportFiles(context, draft)).filter(({ stored }) => stored);
  const answers = answersOf(content, files, readStatement(settings, content).shown);
  if (answers === null) return null;
  const identities = identitiesOf(content.sections).map((identity) => ({ kind: identity.kind, identity }));
  const sealed = identities.length === 0 ? null : await sealIdentity(context.intake.sealingKey, { submissionId, identities });
  const tasks = findTasks(answers, { today: dayAtOffice(), preservationDays: settings['intake.preservationDays'] });
  const send = ({ reference, passphrase }: DraftContent, draftVersion: number): Promise<Receipt> =>
    submitReport(context.sql, draft.proof, {
      draftVersion,
      reference,
      followProofHash: createHash('sha256').update(followProof(reference, passphrase)).digest(),
      answers,
      files: files.map(({ id, name, caption, declared }) => ({ uploadId: id, name, caption, declared })),
      tasks,
      identity: sealed,
    });
  try {
    return await send(content, draft.version);
  } catch (error) {
    if ((error as Error).name !== 'ReferenceTaken') throw error;
    return send(await changeDraft(context, draft, (now) => ({ ...now, reference: newReference() })), draft.version + 1);
  }
}

/** The answers as they are stored: everything that was said, without what names or reaches a person, or may lead to one. Null while something needed is missing. */
export function answersOf(
  { language, sections }: Pick<DraftContent, 'language' | 'sections'>,
  files: readonly ReportFile[],
  truth: Answers['truth'],
): Answers | null {
  const { what = {}, when, where, use, witnesses, losing, links, contact, ...others } = sections;
  if (!when || !where || !use || missingSections(sections, files).length > 0) return null;
  return {
    v: 1,
    language,
    ...answered(others),
    what: { ...what, ...(files.some(isStatement) ? { statement: true as const } : {}) },
    when,
    where,
    ...(witnesses ? { witnesses: countWitnesses(witnesses) } : {}),
    ...(losing ? { losing: openLeads(losing) } : {}),
    ...(links ? { links: openLinks(links) } : {}),
    contact: contactKept(contact),
    use,
    truth,
  };
}

/** Who is behind the report, each kind for itself. A witness who stays anonymous is not among them; whom they named is, and so are links that may tell who they are. */
export function identitiesOf({ contact, witnesses, links }: Pick<Sections, 'contact' | 'witnesses' | 'links'>): Identity[] {
  const found: Identity[] = [];
  if (contact?.witness && contact.mode !== 'anonymous') found.push({ v: 1, kind: 'witness', ...contact.witness });
  if (contact?.affected) found.push({ v: 1, kind: 'affected', ...contact.affected });
  if (witnesses && witnesses.people.length > 0) found.push({ v: 1, kind: 'others', people: witnesses.people });
  const asGiven = links ? givenLinks(links) : [];
  if (asGiven.length > 0) found.push({ v: 1, kind: 'links', links: asGiven });
  return found;
}

function contactKept(contact: Sections['contact']): Answers['contact'] {
  if (!contact) return { mode: 'anonymous' };
  const { witness, affected, ...kept } = contact;
  return { ...kept, ...(witness?.way === undefined ? {} : { way: witness.way }), ...(affected ? { affected: true as const } : {}) };
}

function countWitnesses({ people, ...kept }: NonNullable<Sections['witnesses']>): NonNullable<Answers['witnesses']> {
  return people.length > 0 ? { ...kept, named: people.length } : kept;
}

/** Without the pages that were not answered. */
function answered<T extends object>(sections: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(sections).filter(([, section]) => section !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** Today where the office is, as `YYYY-MM-DD`. */
function dayAtOffice(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York', dateStyle: 'short' }).format(new Date());
}
