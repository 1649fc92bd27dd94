import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { TextField, Tick } from '#app/ui/form.tsx';
import { newPassphrase, passphraseInDigits } from '#infra/vault/witness.ts';
import { answerForm } from '../follow/answer.ts';
import { BackToReport, FollowForm, useOutcome, type FormOutcome } from '../follow/form.tsx';
import { renewPassphrase } from '../follow/passphrase.ts';
import { demandReturn } from '../follow/session.ts';
import { titled, useSay } from '../speech.tsx';

export { handle } from '../follow/form.tsx';
export const meta = titled('follow.renew');

/** A new one at each look; it counts once its form is sent. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { mark } = await demandReturn(request, context);
  const fresh = newPassphrase();
  return { mark, fresh, digits: passphraseInDigits(fresh) };
}

export async function action(route: ActionFunctionArgs) {
  return answerForm(route, async (asked) => ((await renewPassphrase(asked)) ? { answer: { changed: true } } : undefined));
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
