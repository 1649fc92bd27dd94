/** The conversation with a witness as pages show it, and what a person can do there: for the report's page and the plain page of messages alike. */
import type { AppLoadContext } from '@remix-run/node';
import { z } from 'zod';
import { messageLimit } from '#db/intake/messages.ts';
import { textWith } from '#db/intake/text.ts';
import { askForFile, markRead, sendToWitness, type Conversation } from '#db/review/messages.ts';
import { fileRequestReasons, fileRequests } from '#db/vocabularies/file-requests.ts';
import { labelOf, languageLabel } from './labels.ts';
import type { Staff } from './session.server.ts';

const seen = z.string().transform((text, refuse) => {
  const [message, version] = text.split(' ');
  const parsed = z
    .object({ message: z.uuid().nullable(), version: z.coerce.number().int().min(1) })
    .safeParse({ message: message === '-' ? null : message, version });
  if (parsed.success) return parsed.data;
  refuse.addIssue('not a place in the conversation');
  return z.NEVER;
});

/** Parts of the discriminated form of the report's page; `intent` chooses. */
export const conversationForms = [
  z.object({ intent: z.literal('reply'), seen, message: textWith(messageLimit) }),
  z.object({ intent: z.literal('read'), seen }),
  z.object({ intent: z.literal('ask-file'), fileId: z.uuid(), reason: z.enum(fileRequestReasons) }),
] as const;
export const conversationForm = z.discriminatedUnion('intent', conversationForms);
export type ConversationAsked = z.infer<typeof conversationForm>;

export const conversationProblem: Record<string, string> = {
  reply: `Write a message of at most ${messageLimit.toLocaleString('en')} characters.`,
  'ask-file': 'Choose a file and why it is needed again.',
};

const gone = 'The witness has closed the follow-up page. Nothing can reach them there any more.';

/** Null: there is no such report for this person. */
export async function actOnConversation(
  { sql }: AppLoadContext,
  { accountId }: Staff,
  submissionId: string,
  asked: ConversationAsked,
): Promise<{ status: number; ok: boolean; message: string } | null> {
  switch (asked.intent) {
    case 'reply': {
      const { outcome } = await sendToWitness(sql, accountId, { submissionId, body: asked.message, seen: asked.seen });
      if (outcome === 'not_found') return null;
      return outcome === 'closed'
        ? { status: 409, ok: false, message: gone }
        : { status: 200, ok: true, message: 'Your message is on the witness’s page.' };
    }
    case 'read': {
      await markRead(sql, accountId, { submissionId, seen: asked.seen });
      return { status: 200, ok: true, message: 'Marked as read.' };
    }
    case 'ask-file': {
      const { outcome } = await askForFile(sql, accountId, { submissionId, fileId: asked.fileId, reason: asked.reason });
      if (outcome === 'not_found') return null;
      if (outcome === 'closed') return { status: 409, ok: false, message: gone };
      if (outcome === 'already') return { status: 409, ok: false, message: 'The witness has been asked for this file already.' };
      return { status: 200, ok: true, message: 'The witness sees on their page that you need this file again.' };
    }
  }
}

export function showConversation(conversation: Conversation) {
  const { messages, requests, unreadChanges } = conversation;
  return {
    ...conversation,
    language: languageLabel(conversation.language),
    messages: messages.map((message) => ({ ...message, at: message.at.toISOString() })),
    requests: requests.map((request) => ({ ...request, at: request.at.toISOString(), label: labelOf(fileRequests, request.reason) })),
    unreadChanges: unreadChanges.map((change) => ({ ...change, at: change.at.toISOString() })),
    isWaiting: unreadChanges.length > 0 || messages.some(({ isRead }) => !isRead),
    seen: `${conversation.seen.message ?? '-'} ${conversation.seen.version}`,
    reasons: fileRequestReasons.map((key) => ({ key, label: fileRequests[key] })),
  };
}

/** What the witness corrected, latest first. Read leniently: answers of another version of the form must never be unreadable. */
export function correctionsOf(answers: unknown): { section: string; text: string; at: string }[] {
  const stored = z
    .object({ corrections: z.array(z.object({ section: z.string(), text: z.string(), at: z.iso.datetime() })) })
    .safeParse(answers);
  return stored.success ? stored.data.corrections.toReversed() : [];
}
