import { redirect, type ActionFunctionArgs } from '@remix-run/node';
import { withLanguage } from '../address.ts';
import { readPageLanguage, speak } from '../language.ts';
import { readBody } from '../questions/question-page.ts';
import { download } from '../receipt/download.ts';
import { describeFiling } from '../receipt/filed.ts';
import { demandHandedIn, readFiled, secretsOf } from '../receipt/open-receipt.ts';
import { pdfProblemOf } from '../receipt/pdf-problem.ts';
import { receiptSheet } from '../receipt/sheet.ts';
import { orRefuse } from '../refuse.ts';

/** The receipt as a file; or back to its page, which says why there is none. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await readBody(request);
  return orRefuse(async () => {
    const draft = await demandHandedIn(request, context);
    const { say, code } = await speak(request, context);
    const filed = await readFiled(context, draft);
    const { reference, referenceDigits, passphrase, passphraseDigits } = secretsOf(draft);
    const secrets = {
      reference,
      referenceDigits,
      passphrase: form.tick('withPassphrase') ? { words: passphrase, digits: passphraseDigits } : null,
    };
    const office = (await context.intake.settings())['intake.office'].name;
    const sheet = receiptSheet(describeFiling(filed, say, code), office, secrets, say, code);
    try {
      return download(await context.intake.typesetSheet(draft.ticket.id, sheet, filed.receivedAt), 'application/pdf', 'receipt.pdf');
    } catch (error) {
      const problem = pdfProblemOf(error, context.log);
      const { carried } = await readPageLanguage(request, context);
      return redirect(`${withLanguage(`/report/receipt?pdf=${problem}`, carried)}#pdf`, 303);
    }
  });
}

/** The address alone makes nothing. */
export function loader() {
  return redirect('/report/receipt');
}
