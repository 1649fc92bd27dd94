/** From a draft to what is handed in: the answers as stored, the identity sealed, the files that arrived whole. */
import { createHash } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import type { Answers } from '#db/intake/answers.ts';
import type { Identity } from '#db/intake/identity.ts';
import { submitReport, type Receipt } from '#db/intake/submit.ts';
import { readUploads } from '#db/intake/uploads.ts';
import { sealIdentity } from '#infra/vault/seal.ts';
import { followProof, newReference } from '#infra/vault/witness.ts';
import type { DraftContent, Sections } from './draft/content.ts';
import { changeDraft, type Draft } from './draft/draft.ts';

export const neededSections = ['what', 'when', 'where', 'use'] as const;

export function missingSections(sections: Sections): (typeof neededSections)[number][] {
  return neededSections.filter((name) => sections[name] === undefined);
}

/**
 * Null while something needed is missing. A reference that another report has already (one in a million million) is replaced before anyone has seen it.
 * Throws the named errors of `submitReport`.
 */
export async function handIn(context: AppLoadContext, draft: Draft): Promise<Receipt | null> {
  const { what, when, where, use, who, whom, contact } = draft.content.sections;
  if (!what || !when || !where || !use) return null;
  const settings = await context.intake.settings();
  const { language } = draft.content;
  const answers: Answers = {
    v: 1,
    language,
    what,
    when,
    where,
    ...(who ? { who } : {}),
    ...(whom ? { whom } : {}),
    contact: { mode: contact?.mode ?? 'anonymous' },
    use,
    truth: { version: settings['intake.notices'].version, language },
  };
  const stored = (await readUploads(context.sql, draft.proof)).filter(({ state }) => state === 'stored');
  const words = new Map(draft.content.files.map((file) => [file.upload, file]));
  const files = stored.map(({ id }) => ({ uploadId: id, name: words.get(id)?.name ?? '', caption: words.get(id)?.caption ?? '' }));
  const identity = identityOf(contact);
  const sealed =
    identity &&
    (await sealIdentity(context.intake.sealingKey, { submissionId: draft.submissionId, identities: [{ kind: 'witness', identity }] }));
  const send = (content: DraftContent): Promise<Receipt> =>
    submitReport(context.sql, draft.proof, {
      reference: content.reference,
      followProofHash: createHash('sha256').update(followProof(content.reference, content.passphrase)).digest(),
      answers,
      files,
      identity: sealed,
    });
  try {
    return await send(draft.content);
  } catch (error) {
    if ((error as Error).name !== 'ReferenceTaken') throw error;
    return send(await changeDraft(context, draft, (content) => ({ ...content, reference: newReference() })));
  }
}

function identityOf(contact: Sections['contact']): Identity | null {
  if (!contact || contact.mode === 'anonymous') return null;
  const { name, email, phone } = contact;
  return {
    v: 1,
    kind: 'witness',
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
  };
}
