import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { TextField, Tick } from '#app/ui/form.tsx';
import { newPassphrase, passphraseInDigits } from '#infra/vault/witness.ts';
import { answerForm } from '../follow/answer.ts';
import { readPage } from '#db/intake/follow.ts';
import { clearTicket } from '../draft/cookie.ts';
import { countWaiting } from '../follow/addition.ts';
import { cookieHeaders } from '../follow/cookie.ts';
import { BackToReport, FollowForm, useOutcome, type FormOutcome } from '../follow/form.tsx';
import { Waiting } from '../follow/parts.tsx';
import { renewPassphrase } from '../follow/passphrase.ts';
import { findReceiptOf } from '../follow/receipt-left.ts';
import { demandReturn } from '../follow/session.ts';
import { orRefuse } from '../refuse.ts';
import { titled, useSay } from '../speech.tsx';

export { handle } from '../follow/form.tsx';
export const meta = titled('follow.renew');

/** A new one at each look; it counts once its form is sent. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const session = await demandReturn(request, context);
  const fresh = newPassphrase();
  const waiting = await orRefuse(() => countWaiting(request, context, session));
  return { mark: session.mark, fresh, digits: passphraseInDigits(fresh), waiting };
}

export async function action(route: ActionFunctionArgs) {
  return answerForm(route, async (asked) => {
    const { request, context, session } = asked;
    const receipt = await findReceiptOf(request, context, await readPage(context.sql, session));
    if (!(await renewPassphrase(asked))) return undefined;
    // The receipt would go on showing the passphrase that was; files that were not handed in have ended in the record.
    return { answer: { changed: true }, headers: cookieHeaders([clearTicket(context.secure, 'addition'), ...(await receipt.end())]) };
  });
}

export default function Renew() {
  const loaded = useLoaderData<typeof loader>();
  const outcome = useOutcome<FormOutcome & { changed?: true }>();
  const say = useSay();
  if (outcome?.changed)
    return (
      <>
        <BackToReport />
        <h1>{say('follow.renew.done.title')}</h1>
        <p>{say('follow.renew.done')}</p>
      </>
    );
  // The form that came back keeps the passphrase that it showed: it may be saved already.
  const kept = outcome?.values.fresh?.[0];
  const shown =
    kept === undefined || outcome?.errors.fresh !== undefined ? loaded : { fresh: kept, digits: outcome?.values.digits?.[0] ?? '' };
  const above = (
    <>
      <Waiting count={loaded.waiting} />
      <p>{say('follow.renew.intro')}</p>
      <div className="panel warn">
        <h2>{say('follow.renew.words')}</h2>
        <bdi className="secret" id="fresh">
          {shown.fresh}
        </bdi>
        <h2>{say('follow.renew.digits')}</h2>
        <bdi className="secret">{shown.digits}</bdi>
      </div>
    </>
  );
  return (
    <FollowForm title={say('follow.renew')} submit={say('follow.renew.do')} above={above}>
      <input type="hidden" name="fresh" value={shown.fresh} />
      <input type="hidden" name="digits" value={shown.digits} />
      <Tick name="saved" label={say('follow.renew.saved')} />
      <TextField name="passphrase" autoComplete="off" spellCheck={false} label={say('follow.renew.current')} />
    </FollowForm>
  );
}
