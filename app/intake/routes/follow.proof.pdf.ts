import { redirect, type ActionFunctionArgs } from '@remix-run/node';
import { readProof } from '#db/intake/follow.ts';
import { demandReturn } from '../follow/session.ts';
import { speak } from '../language.ts';
import { readBody } from '../questions/question-page.ts';
import { download } from '../receipt/download.ts';
import { pdfProblemOf } from '../receipt/pdf-problem.ts';
import { describeProof } from '../receipt/proof.ts';
import { proofSheet } from '../receipt/sheet.ts';
import { orRefuse } from '../refuse.ts';

/** The proof of filing as a file; or back to its page, which says why there is none. */
export async function action({ request, context }: ActionFunctionArgs) {
  const session = await demandReturn(request, context, await readBody(request));
  return orRefuse(async () => {
    const { say, code } = await speak(request, context);
    const proof = await readProof(context.sql, session);
    const office = (await context.intake.settings())['intake.office'].name;
    const sheet = proofSheet(describeProof(proof, say, code), office, say, code);
    try {
      const latest = new Date(proof.events.at(-1)?.at ?? proof.receivedAt); // not when the page was open: the file may go to others
      const pdf = await context.intake.typesetSheet(proof.reference, sheet, latest);
      return download(pdf, 'application/pdf', 'proof.pdf');
    } catch (error) {
      return redirect(`/follow/proof?pdf=${pdfProblemOf(error, context.log)}#pdf`, 303);
    }
  });
}

/** The address alone makes nothing. */
export function loader() {
  return redirect('/follow/proof');
}
