import { Form } from '@remix-run/react';
import { verdicts } from '#db/vocabularies/verdicts.ts';
import type { ResultShown } from './outcome.tsx';
import type { MayShown, ReportShown } from './types.ts';

/** The way to the original: a reason first, then an address that lasts ten minutes. */
export function Original({
  file,
  may,
  result,
  restricted,
}: {
  file: ReportShown['files'][number];
  may: MayShown;
  result: ResultShown;
  restricted: boolean;
}) {
  const rule = verdicts[file.verdict];
  const answer = result?.intent === 'original' ? result : undefined;
  if (rule.original === null) return <p className="quiet">The original can be opened by nobody before its scan has a result.</p>;
  if (rule.original === 'original.read.unsafe' && !may.unsafeOriginal)
    return <p className="quiet">The original of such a file can be opened by a lead only.</p>;
  return (
    <details open={answer !== undefined}>
      <summary>Open the original…</summary>
      {answer?.address ? (
        <p role="status">
          <a href={answer.address} download className="button second">
            Download the original
          </a>{' '}
          <span className="quiet">{answer.message}</span>
        </p>
      ) : (
        <Form method="post" preventScrollReset className="inline-form">
          <input type="hidden" name="fileId" value={file.id} />
          <div className="field">
            <label htmlFor="why">Why do you need it?</label>
            {answer && !answer.ok ? (
              <p className="error" id="why-error">
                {answer.message}
              </p>
            ) : null}
            <input
              id="why"
              name="reason"
              required
              minLength={3}
              maxLength={300}
              aria-describedby={answer && !answer.ok ? 'why-error' : undefined}
            />
          </div>
          <button name="intent" value="original" className="second">
            Get the original
          </button>
        </Form>
      )}
      {rule.wrapped ? (
        <p className="alert">
          Malware was found in it. It leaves only inside an encrypted ZIP; the password is the conventional “infected”. Open it on a machine
          made for that.
        </p>
      ) : null}
      {restricted ? (
        <p className="quiet">You are its restricted officer. Every download is written to custody.</p>
      ) : (
        <p className="quiet">Your reason and every download are written to custody.</p>
      )}
    </details>
  );
}
