import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { readConversation } from '#db/review/messages.ts';
import { actOnConversation, conversationForm, conversationProblem, showConversation } from '../conversation.server.ts';
import { Messages } from '../parts/messages.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { requireStaff } from '../session.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `Messages ${data ? data.conversation.reference : ''} · Exhibit` }];
const identifier = z.uuid();

/** The plain page: what was written, and the answer, without the evidence. */
export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireStaff(asked, ['message.write']);
  const id = identifier.safeParse(asked.params.id);
  const conversation = id.success ? await readConversation(asked.context.sql, staff.accountId, id.data, { asView: true }) : null;
  if (!conversation) throw new Response(null, { status: 404 });
  return json({ conversation: showConversation(conversation) });
}

export async function action(asked: ActionFunctionArgs) {
  const staff = await requireStaff(asked, ['message.write']);
  const id = identifier.safeParse(asked.params.id);
  if (!id.success) throw new Response(null, { status: 404 });
  const sent = await asked.request.formData();
  const form = conversationForm.safeParse(Object.fromEntries(sent));
  const intent = String(sent.get('intent') ?? '');
  if (!form.success)
    return json(
      { intent, ok: false, message: conversationProblem[intent] ?? 'That could not be read. Load the page again.' },
      { status: 422 },
    );
  const done = await actOnConversation(asked.context, staff, id.data, form.data);
  if (!done) throw new Response(null, { status: 404 });
  return json({ intent, ok: done.ok, message: done.message }, { status: done.status });
}

export default function PlainMessages() {
  const { conversation } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  return (
    <>
      <p className="crumb">
        <Link to="/messages">Messages</Link>
      </p>
      <div className="title-line">
        <h1 className="reference">{conversation.reference}</h1>
        <Link to={`/submissions/${conversation.id}`}>Open the report</Link>
      </div>
      <Outcome result={result} />
      <Messages conversation={conversation} result={result} />
    </>
  );
}
