import type { ActionFunctionArgs } from '@remix-run/node';
import { useActionData, useSearchParams } from '@remix-run/react';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState, TextField } from '#app/ui/form.tsx';
import { openFollowPage, type OpenOutcome } from '../follow/open.ts';
import { titled, useAddress, useSay } from '../speech.tsx';

export const meta = titled('follow.title');
export const action = ({ request, context }: ActionFunctionArgs) => openFollowPage(request, context);

export default function FollowUp() {
  const { values, errors } = (useActionData<typeof action>() as OpenOutcome | undefined) ?? { values: {}, errors: {} }; // JSON already
  const say = useSay();
  const link = useAddress();
  const [search] = useSearchParams();
  return (
    <>
      <ErrorSummary title={say('error.summary')} errors={errors} />
      <h1>{say('follow.title')}</h1>
      {search.has('closed') ? (
        <p className="panel" role="status">
          {say('follow.closed')}
        </p>
      ) : null}
      {search.has('over') ? (
        <p className="panel" role="status">
          {say('follow.over')}
        </p>
      ) : null}
      <p>{say('follow.intro')}</p>
      <p>{say('follow.private')}</p>
      <form method="post" action={link('/follow')} noValidate autoComplete="off">
        <FormState values={values} errors={errors}>
          <TextField
            name="reference"
            label={say('follow.reference')}
            hint={say('follow.reference.hint')}
            autoComplete="off"
            spellCheck={false}
          />
          <TextField
            name="passphrase"
            label={say('follow.passphrase')}
            hint={say('follow.passphrase.hint')}
            autoComplete="off"
            spellCheck={false}
          />
        </FormState>
        <button type="submit">{say('follow.open')}</button>
      </form>
      <h2>{say('follow.lost')}</h2>
      <p>{say('follow.lost.text')}</p>
    </>
  );
}
