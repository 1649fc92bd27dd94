import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import type { FollowedMessage } from '#db/intake/follow.ts';
import { LongText } from '#app/ui/form.tsx';
import { messageLimit, sendToOffice } from '#db/intake/messages.ts';
import { answerForm } from '../follow/answer.ts';
import { FollowForm } from '../follow/form.tsx';
import { loadReturn } from '../follow/page.ts';
import { Messages } from '../follow/parts.tsx';
import { titled, useSay } from '../speech.tsx';

export { handle } from '../follow/form.tsx';
export const meta = titled('follow.messages.write');
export const loader = (route: LoaderFunctionArgs) => loadReturn(route);

export async function action(route: ActionFunctionArgs) {
  return answerForm(
    route,
    async ({ session, form, context }) => {
      const message = form.text('message', { limit: messageLimit, required: 'follow.messages.required' });
      if (message === undefined || Object.keys(form.problems).length > 0) return undefined;
      await sendToOffice(context.sql, session, message);
      return { to: '/follow/messages' };
    },
    { messages: { field: 'message', key: 'follow.messages.tooMany' } },
  );
}

export default function WriteToOffice() {
  const page = useLoaderData<typeof loader>();
  const say = useSay();
  return (
    <FollowForm title={say('follow.messages.write')} submit={say('follow.messages.send')} above={<Thread messages={page.messages} />}>
      <LongText name="message" rows={8} label={say('follow.messages.text')} hint={say('follow.messages.hint')} />
    </FollowForm>
  );
}

function Thread({ messages }: { messages: readonly FollowedMessage[] }) {
  const say = useSay();
  return (
    <>
      <h2>{say('follow.messages')}</h2>
      <Messages messages={messages} />
    </>
  );
}
