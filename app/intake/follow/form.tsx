/** What every form of the follow-up pages shares: the mark of the session that it was made in, and the way back. */
import type { ReactNode } from 'react';
import { useActionData, useLoaderData } from '@remix-run/react';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState } from '#app/ui/form.tsx';
import { useSay } from '../speech.tsx';

export type FormOutcome = { values: Record<string, string[]>; errors: Record<string, string> };

/** What the page's action has answered, if it came back. Remix's own type cannot say it: it is JSON already. */
export function useOutcome<O extends FormOutcome = FormOutcome>(): O | undefined {
  return useActionData() as O | undefined;
}

/** A page of its own below `/follow` with one form. `fallback`: what the fields hold before anything was sent. */
export function FollowForm({
  title,
  submit,
  children,
  above,
  fallback = {},
}: {
  title: string;
  submit: string;
  children: ReactNode;
  above?: ReactNode;
  fallback?: Record<string, string[]>;
}) {
  const say = useSay();
  const outcome = useOutcome();
  const { mark } = useLoaderData() as { mark: string }; // every such loader gives it
  return (
    <>
      <BackToReport />
      <ErrorSummary title={say('error.summary')} errors={outcome?.errors ?? {}} />
      <h1>{title}</h1>
      {above}
      <form method="post" id="follow" noValidate autoComplete="off">
        <input type="hidden" name="opened" value={mark} />
        <FormState values={outcome?.values ?? fallback} errors={outcome?.errors ?? {}}>
          {children}
        </FormState>
        <button type="submit">{submit}</button>
      </form>
    </>
  );
}

/** Its form comes back with the language menu's button, with all that was typed. */
export const handle = { languageForm: 'follow' };

export function BackToReport() {
  const say = useSay();
  return (
    <a className="back" href="/follow/report">
      {say('follow.back')}
    </a>
  );
}
