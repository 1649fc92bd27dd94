import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { TextField, Tick } from '#app/ui/form.tsx';
import { readPage } from '#db/intake/follow.ts';
import { clearTicket } from '../draft/cookie.ts';
import { answerForm } from '../follow/answer.ts';
import { clearFollowToken } from '../follow/cookie.ts';
import { FollowForm } from '../follow/form.tsx';
import { endReceiptOf } from '../follow/receipt-left.ts';
import { closeForGood } from '../follow/passphrase.ts';
import { demandReturn } from '../follow/session.ts';
import { titled, useSay } from '../speech.tsx';

export { handle } from '../follow/form.tsx';
export const meta = titled('follow.forGood');

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { mark } = await demandReturn(request, context);
  return { mark };
}

export async function action(route: ActionFunctionArgs) {
  return answerForm(route, async (asked) => {
    const { reference } = await readPage(route.context.sql, asked.session);
    if (!(await closeForGood(asked))) return undefined;
    const { secure } = route.context;
    const cookies = [
      clearFollowToken(secure),
      clearTicket(secure, 'addition'),
      ...(await endReceiptOf(route.request, route.context, reference)),
    ];
    const headers = new Headers(cookies.map((cookie): [string, string] => ['Set-Cookie', cookie]));
    return { to: '/follow/closed', headers };
  });
}

export default function CloseForGood() {
  const say = useSay();
  return (
    <FollowForm title={say('follow.forGood')} submit={say('follow.forGood.do')} above={<p>{say('follow.forGood.intro')}</p>}>
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
