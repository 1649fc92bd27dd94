import { json, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { formatMoment } from '#app/i18n/texts.ts';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState, Tick } from '#app/ui/form.tsx';
import { clearTicket } from '../draft/cookie.ts';
import { shredDraft } from '../draft/draft.ts';
import { addressIn, speak } from '../language.ts';
import { readBody } from '../questions/question-page.ts';
import { describeFiling, zoneOf } from '../receipt/filed.ts';
import { MailForm } from '../receipt/mail-form.tsx';
import { demandHandedIn, readFiled, secretsOf } from '../receipt/open-receipt.ts';
import { FiledFiles, ReceivedAt, RecordNumber, Secret } from '../receipt/parts.tsx';
import { PdfForm } from '../receipt/pdf-form.tsx';
import { askedProblem } from '../receipt/pdf-problem.ts';
import { PrintButton, PrintScript } from '../receipt/print-button.tsx';
import stylesheet from '../receipt/receipt.css?url';
import { mayOffer } from '../receipt/receipt-mail.ts';
import { sendReference } from '../receipt/send-reference.ts';
import { orRefuse } from '../refuse.ts';
import { titled, useAddress, useRoot, useSay } from '../speech.tsx';

export const meta = titled('receipt.title');
export const links = () => [{ rel: 'stylesheet', href: stylesheet }];

/** Shown as often as it is asked for while the draft lives: its reference and passphrase were fixed when it started. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  return orRefuse(async () => {
    const draft = await demandHandedIn(request, context);
    const { say, code } = await speak(request, context);
    const filed = await readFiled(context, draft);
    const { 'intake.mail': mail } = await context.intake.settings();
    const receiptMail = mayOffer(context.intake.mode, mail.from) ? context.intake.receiptMail : null;
    const problem = askedProblem(request);
    const data = {
      ...secretsOf(draft),
      filing: describeFiling(filed, say, code),
      until: formatMoment(draft.expiresAt, code, zoneOf(filed)),
      pdfProblem: problem && say(problem),
      mail: receiptMail && { state: receiptMail.state(draft.ticket.id), sender: mail.from.name },
    };
    return json(data, problem === null ? 200 : { status: 503, headers: { 'Retry-After': '60' } });
  });
}

/** Both of the page's forms: the reference by mail; and "I have saved them", after which the last copy of the passphrase outside of the witness's hands goes. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await readBody(request);
  return orRefuse(async () => {
    const draft = await demandHandedIn(request, context);
    const { say, code } = await speak(request, context);
    if (form.values.do?.[0] === 'mail') return sendReference(form, draft, { request, context });
    if (!form.tick('saved')) return json({ errors: { saved: say('receipt.confirm.required') }, values: {} }, { status: 422 });
    await shredDraft(context, draft);
    return redirect(await addressIn('/done', code, request, context), {
      status: 303,
      headers: { 'Set-Cookie': clearTicket(context.secure) },
    });
  });
}

export default function ReceiptPage() {
  const { reference, referenceDigits, passphrase, passphraseDigits, filing, until, pdfProblem, mail } = useLoaderData<typeof loader>();
  const { errors, values } = (useActionData<typeof action>() ?? { errors: {}, values: {} }) as {
    errors: Record<string, string>;
    values: Record<string, string[]>;
  }; // either form's
  const say = useSay();
  const link = useAddress();
  const { office } = useRoot();
  return (
    <>
      <ErrorSummary title={say('error.summary')} errors={pdfProblem === null ? errors : { pdf: pdfProblem }} />
      <h1 className="no-print">{say('receipt.title')}</h1>
      <p className="no-print">
        <strong>{say('receipt.save')}</strong> {say('receipt.lost')}
      </p>
      <div className="panel warn sheet">
        <h2>{say('receipt.reference')}</h2>
        <Secret id="reference" value={reference} digits={referenceDigits} />
        <Ways kind="reference" />
      </div>
      <div className="panel warn sheet">
        <h2>{say('receipt.passphrase')}</h2>
        <Secret id="passphrase" value={passphrase} digits={passphraseDigits} />
        <Ways kind="passphrase" />
      </div>
      <div className="keep no-print">
        <p>{say('receipt.apart')}</p>
        <p className="quiet">{say('receipt.inDigits.hint')}</p>
        <h2>{say('receipt.keep')}</h2>
        <PrintButton label={say('receipt.print.all')} />
        <p className="quiet">
          {say('receipt.print.sheets')} {say('receipt.stored')}
        </p>
        <PdfForm problem={pdfProblem} />
        {mail === null ? null : <MailForm {...mail} values={values} errors={errors} />}
        <h2>{say('receipt.end')}</h2>
        <form method="post" noValidate>
          <FormState values={{}} errors={errors}>
            <Tick name="saved" label={say('receipt.confirm')} />
          </FormState>
          <button type="submit">{say('receipt.finish')}</button>
          <p className="quiet">{say('receipt.leave')}</p>
          <p className="quiet">{say('receipt.until', { until })}</p>
        </form>
        <h2>{say('receipt.next')}</h2>
        <p>{say('receipt.next.text')}</p>
        <p>
          <a href={link('/follow')}>{say('shell.follow')}</a>
        </p>
      </div>
      <div className="sheet">
        <h2>{say('receipt.details')}</h2>
        <div className="print-only">
          <p>{office?.name}</p>
          <p>
            {say('receipt.reference')}: <bdi>{reference}</bdi>
          </p>
        </div>
        <ReceivedAt filing={filing} />
        <FiledFiles files={filing.files} />
        <RecordNumber head={filing.head} />
      </div>
      <PrintScript />
    </>
  );
}

/** To a page and a file that hold nothing else. */
function Ways({ kind }: { kind: 'reference' | 'passphrase' }) {
  const say = useSay();
  const link = useAddress();
  return (
    <ul className="ways no-print">
      <li>
        <a href={link(`/report/receipt/${kind}`)}>{say(`receipt.sheet.${kind}`)}</a>
      </li>
      <li>
        <a href={link(`/report/receipt/${kind}.txt`)} download>
          {say(`receipt.text.${kind}`)}
        </a>
      </li>
    </ul>
  );
}
