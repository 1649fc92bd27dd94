import { json, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { formatMoment, formatSize, textsIn } from '#app/i18n/texts.ts';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState, Tick } from '#app/ui/form.tsx';
import { showName } from '#app/ui/visible-text.ts';
import { readReceipt } from '#db/intake/submit.ts';
import { readUploads } from '#db/intake/uploads.ts';
import { clearTicket } from '../draft/cookie.ts';
import { findDraft, shredDraft } from '../draft/draft.ts';
import { readBody } from '../questions/question-page.ts';
import { orRefuse, refusal } from '../refuse.ts';
import { useLanguage, useSay } from '../speech.tsx';

export const meta: MetaFunction = () => [{ title: textsIn('en')('receipt.title') }];

/** Shown as often as it is asked for while the draft lives: its reference and passphrase were fixed when it started. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  return orRefuse(async () => {
    const draft = await findDraft(request, context);
    if (draft === null) throw redirect('/');
    const receipt = await readReceipt(context.sql, draft.proof, draft.submitted);
    if (receipt === null) throw redirect('/report');
    const words = new Map(draft.content.files.map((file) => [file.upload, file]));
    const uploads = await readUploads(context.sql, draft.proof);
    return {
      reference: receipt.reference,
      passphrase: draft.content.passphrase,
      receivedAt: receipt.receivedAt.toISOString(),
      head: receipt.head,
      files: uploads.map(({ id, size, sha256, hashSource }) => ({
        id,
        size,
        sha256: sha256?.toString('hex') ?? '',
        hashSource,
        name: words.get(id)?.name ?? '',
      })),
    };
  });
}

/** "I have saved them": the last copy of the passphrase outside of the witness's hands goes. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await readBody(request);
  return orRefuse(async () => {
    const draft = await findDraft(request, context);
    if (draft === null) throw refusal('draftEnded');
    if (!draft.submitted) throw redirect('/report');
    if (!form.tick('saved')) return json({ errors: { saved: textsIn('en')('receipt.confirm.required') } }, { status: 422 });
    await shredDraft(context, draft);
    return redirect('/done', { status: 303, headers: { 'Set-Cookie': clearTicket(context.secure) } });
  });
}

export default function ReceiptPage() {
  const { reference, passphrase, receivedAt, head, files } = useLoaderData<typeof loader>();
  const errors: Record<string, string> = useActionData<typeof action>()?.errors ?? {};
  const say = useSay();
  const { code } = useLanguage();
  const at = new Date(receivedAt);
  return (
    <>
      <ErrorSummary title={say('error.summary')} errors={errors} />
      <h1>{say('receipt.title')}</h1>
      <div className="panel warn">
        <p>
          <strong>{say('receipt.save')}</strong> {say('receipt.lost')}
        </p>
        <h2>{say('receipt.reference')}</h2>
        <bdi className="secret" id="reference">
          {reference}
        </bdi>
        <h2>{say('receipt.passphrase')}</h2>
        <bdi className="secret" id="passphrase">
          {passphrase}
        </bdi>
        <p>{say('receipt.apart')}</p>
      </div>
      <form method="post" className="no-print" noValidate>
        <FormState values={{}} errors={errors}>
          <Tick name="saved" label={say('receipt.confirm')} />
        </FormState>
        <button type="submit">{say('receipt.finish')}</button>
        <p className="quiet">{say('receipt.print')}</p>
      </form>
      <h2>{say('receipt.next')}</h2>
      <p>{say('receipt.next.text')}</p>
      <h2>{say('receipt.received')}</h2>
      <p>
        {say('receipt.utc', { time: formatMoment(at, code, 'UTC').replace(' UTC', '') })}
        <br />
        {say('receipt.local', { time: formatMoment(at, code, 'America/New_York') })}
      </p>
      {files.length > 0 ? (
        <>
          <h2>{say('receipt.files')}</h2>
          <ul className="files">
            {files.map((file) => (
              <li key={file.id}>
                <h3>
                  <bdi>{showName(file.name) || say('files.nameless')}</bdi>
                </h3>
                <p>
                  {file.size < 1000
                    ? formatSize(file.size, code)
                    : say('receipt.sizeExact', { size: formatSize(file.size, code), bytes: file.size.toLocaleString(`${code}-u-nu-latn`) })}
                </p>
                <p className="quiet">{say(file.hashSource === 'device' ? 'receipt.hash.device' : 'receipt.hash.server')}</p>
                <p className="code">{file.sha256}</p>
              </li>
            ))}
          </ul>
          <p className="quiet">{say('receipt.hashHint')}</p>
        </>
      ) : null}
      <h2>{say('receipt.head')}</h2>
      <p className="code" id="head">
        {head}
      </p>
      <p className="quiet">{say('receipt.headHint')}</p>
    </>
  );
}
