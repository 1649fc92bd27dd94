import type { SerializeFrom } from '@remix-run/node';
import { Form, useNavigation } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import type { showConversation } from '../conversation.server.ts';
import { words } from '../labels.ts';
import { Moment } from './moment.tsx';

export type ConversationShown = SerializeFrom<ReturnType<typeof showConversation>>;
type Result = { intent: string; ok: boolean } | undefined;

/** Messages with the witness, both ways, and the answer. A witness's words are hostile text: shown as text, in their own direction. */
export function Messages({
  conversation,
  files = [],
  result,
}: {
  conversation: ConversationShown;
  files?: readonly { id: string; ordinal: number; name: string }[];
  result: Result;
}) {
  const form = useRef<HTMLFormElement>(null);
  const busy = useNavigation().state === 'submitting';
  useEffect(() => {
    if (result?.intent === 'reply' && result.ok) form.current?.reset();
  }, [result]);
  return (
    <section aria-labelledby="messages-title" id="messages">
      <h2 id="messages-title">
        Messages with the witness <span className="count">{conversation.messages.length}</span>
      </h2>
      {conversation.unreadChanges.length > 0 ? (
        <p className="alert calm" role="note">
          The witness{' '}
          {conversation.unreadChanges.map(({ kind, at }, index) => (
            <span key={index}>
              {index > 0 ? ', ' : ''}
              {kind === 'correction' ? 'corrected the report' : 'changed what it may be used for'} (<Moment at={at} />)
            </span>
          ))}
          .
        </p>
      ) : null}
      {conversation.messages.length === 0 ? <p className="nothing">None so far.</p> : null}
      <ol className="history">
        {conversation.messages.map((message) => (
          <li key={message.id} className={message.sender}>
            <p className="sub">
              <strong>{message.sender === 'witness' ? 'Witness' : message.by}</strong>
              <Moment at={message.at} />
              {message.isRead ? null : <span className="chip look">Not read yet</span>}
            </p>
            <p className="their-words small" dir="auto">
              {message.body}
            </p>
          </li>
        ))}
      </ol>
      {conversation.isWaiting ? (
        <Form method="post" preventScrollReset>
          <input type="hidden" name="seen" value={conversation.seen} />
          <button name="intent" value="read" className="second">
            Mark as read
          </button>
        </Form>
      ) : null}
      {conversation.isClosed ? (
        <p className="alert calm" role="note">
          The witness has closed the follow-up page. Nothing can reach them there any more.
        </p>
      ) : (
        <>
          <Form method="post" ref={form} preventScrollReset className="reply">
            <input type="hidden" name="intent" value="reply" />
            <input type="hidden" name="seen" value={conversation.seen} />
            <div className="field">
              <label htmlFor="message">Write to the witness</label>
              <p className="hint" id="message-hint">
                They read it on the follow-up page, as you wrote it. Their pages are in: {conversation.language}.
              </p>
              <textarea id="message" name="message" rows={4} maxLength={5000} required dir="auto" aria-describedby="message-hint" />
            </div>
            <button disabled={busy}>Send message</button>
          </Form>
          {files.length > 0 ? <AskForFile conversation={conversation} files={files} /> : null}
        </>
      )}
      {conversation.requests.length > 0 ? (
        <ul className="plain" aria-label="Files asked for again">
          {conversation.requests.map((request) => (
            <li key={request.id}>
              File {request.file}: {request.label}. <span className="quiet">{request.by}</span> <Moment at={request.at} /> ·{' '}
              {request.answer === null ? 'not answered yet' : <strong>answered by file {request.answer}</strong>}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function AskForFile({
  conversation,
  files,
}: {
  conversation: ConversationShown;
  files: readonly { id: string; ordinal: number; name: string }[];
}) {
  return (
    <Form method="post" preventScrollReset className="inline-form">
      <label htmlFor="ask-file" className="hidden">
        File
      </label>
      <select id="ask-file" name="fileId" required defaultValue="">
        <option value="">Ask for a file again…</option>
        {files.map((file) => (
          <option key={file.id} value={file.id}>
            {file.ordinal}. {file.name}
          </option>
        ))}
      </select>
      <label htmlFor="ask-reason" className="hidden">
        Why
      </label>
      <select id="ask-reason" name="reason" required defaultValue="">
        <option value="">Why…</option>
        {conversation.reasons.map(({ key, label }) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
      <button name="intent" value="ask-file" className="second">
        Ask for this file
      </button>
    </Form>
  );
}

/** What the witness said later comes before what it corrects. */
export function Corrections({ corrections }: { corrections: readonly { section: string; text: string; at: string }[] }) {
  if (corrections.length === 0) return null;
  return (
    <section aria-labelledby="corrections-title" className="report">
      <h2 id="corrections-title">
        Corrected by the witness <span className="count">{corrections.length}</span>
      </h2>
      <ol className="plain">
        {corrections.map(({ section, text, at }, index) => (
          <li key={index}>
            <p className="sub">
              <strong>{words(section)}</strong>
              <Moment at={at} />
            </p>
            <div className="their-words small" dir="auto">
              {text}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
