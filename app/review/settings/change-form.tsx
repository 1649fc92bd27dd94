import type { SerializeFrom } from '@remix-run/node';
import { Form, useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState, Select, type FormValues } from '#app/ui/form.tsx';
import { Moment } from '../parts/moment.tsx';
import type { Refused } from './change.server.ts';
import { DifferenceList } from './difference-list.tsx';

export type RefusedShown = SerializeFrom<Refused> | undefined;
type Option = { value: string; label: string };

/** What every change of a setting needs: a reason, a fresh sign-in, and the version that was read. */
export function ChangeForm({
  read,
  values,
  refused,
  fresh,
  reasons,
  page,
  button = 'Save',
  more,
  children,
}: {
  /** The version in the person's hands: also the form's identity, so that a saved one starts anew. */
  read: number;
  values: FormValues;
  refused: RefusedShown;
  fresh: boolean;
  reasons: readonly Option[];
  page: string;
  button?: string;
  /** Other buttons of the same form. */
  more?: ReactNode;
  children: ReactNode;
}) {
  const busy = useNavigation().state === 'submitting';
  return (
    <>
      <RefusedNotice refused={refused} page={page} />
      <Form method="post" key={read} className="setting-form" noValidate preventScrollReset={false}>
        <input type="hidden" name="read" value={read} />
        <FormState values={refused?.values ?? values} errors={refused?.errors ?? {}}>
          {children}
          <Select name="reason" label="Why do you change this?" options={[{ value: '', label: 'Choose…' }, ...reasons]} />
        </FormState>
        {fresh || refused?.confirm ? null : (
          <p className="alert calm">
            Changing a setting needs a fresh sign-in. <a href={`/confirm?to=${page}`}>Confirm that it is you</a> first, so that nothing you
            type is lost.
          </p>
        )}
        <p className="actions">
          <button disabled={busy || !(fresh || refused?.confirm)} name="intent" value="save">
            {busy ? 'Saving…' : button}
          </button>
          {more}
        </p>
      </Form>
    </>
  );
}

function RefusedNotice({ refused, page }: { refused: RefusedShown; page: string }) {
  if (!refused) return null;
  if (Object.keys(refused.errors).length > 0) return <ErrorSummary title="Nothing was saved" errors={refused.errors} />;
  return (
    <div className="alert" role="alert">
      <p>{refused.message}</p>
      {refused.confirm ? (
        <p>
          <a href={`/confirm?to=${page}`} target="_blank" rel="noreferrer">
            Confirm that it is you in a new window
          </a>
          , then come back here and save again. What you typed is still below.
        </p>
      ) : null}
      {refused.others.length > 0 ? <DifferenceList differences={refused.others} /> : null}
    </div>
  );
}

type Standing = { version: number; changedAt: string | null; changedBy: string | null; reason: string | null };

/** Which version is in force and who made it. */
export function VersionLine({ standing, history, saved }: { standing: Standing; history: string; saved: boolean }) {
  return (
    <>
      {saved ? (
        <p className="alert calm" role="status">
          Saved as version {standing.version}. Public pages show it within ten seconds.
        </p>
      ) : null}
      <p className="sub">
        <span>Version {standing.version}</span>
        {standing.changedBy && standing.changedAt ? (
          <span>
            by <bdi>{standing.changedBy}</bdi>, <Moment at={standing.changedAt} />
          </span>
        ) : (
          <span>as it came with the software</span>
        )}
        {standing.reason ? <span>{standing.reason}</span> : null}
        <a href={history}>Earlier versions</a>
      </p>
    </>
  );
}
