import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { TextField, Tick } from '#app/ui/form.tsx';
import { readPage } from '#db/intake/follow.ts';
import { clearTicket } from '../draft/cookie.ts';
import { answerForm } from '../follow/answer.ts';
import { countWaiting } from '../follow/addition.ts';
import { clearFollowToken, cookieHeaders } from '../follow/cookie.ts';
import { FollowForm } from '../follow/form.tsx';
import { Waiting } from '../follow/parts.tsx';
import { closeForGood } from '../follow/passphrase.ts';
import { findReceiptOf } from '../follow/receipt-left.ts';
import { demandReturn, spokenOn } from '../follow/session.ts';
import { orRefuse } from '../refuse.ts';
import { titled, useSay } from '../speech.tsx';

export { handle } from '../follow/form.tsx';
export const meta = titled('follow.forGood');

export async function loader({ request, context }: LoaderFunctionArgs) {
  const session = await demandReturn(request, context);
  return orRefuse(async () => ({ mark: session.mark, waiting: await countWaiting(request, context, session) }));
}

export async function action(route: ActionFunctionArgs) {
  return answerForm(route, async (asked) => {
    const { request, context, session } = asked;
    const receipt = await findReceiptOf(request, context, await readPage(context.sql, session));
    const to = await spokenOn('/follow/closed', request, context);
    if (!(await closeForGood(asked))) return undefined;
    const { secure } = context;
    return { to, headers: cookieHeaders([clearFollowToken(secure), clearTicket(secure, 'addition'), ...(await receipt.end())]) };
  });
}

export default function CloseForGood() {
  const { waiting } = useLoaderData<typeof loader>();
  const say = useSay();
  const above = (
    <>
      <p>{say('follow.forGood.intro')}</p>
      <Waiting count={waiting} />
    </>
  );
  return (
    <FollowForm title={say('follow.forGood')} submit={say('follow.forGood.do')} above={above}>
      <Tick name="sure" label={say('follow.forGood.sure')} />
      <TextField
        name="passphrase"
        autoComplete="off"
        spellCheck={false}
        label={say('follow.passphrase')}
        hint={say('follow.passphrase.hint')}
      />
    </FollowForm>
  );
}
