import { json, type LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { readProof } from '#db/intake/follow.ts';
import { BackToReport } from '../follow/form.tsx';
import { demandReturn } from '../follow/session.ts';
import { speak } from '../language.ts';
import { askedProblem } from '../receipt/pdf-problem.ts';
import { describeProof } from '../receipt/proof.ts';
import { Proof } from '../receipt/proof.tsx';
import stylesheet from '../receipt/receipt.css?url';
import { orRefuse } from '../refuse.ts';
import { titled, useSay } from '../speech.tsx';

export const meta = titled('proof.title');
export const links = () => [{ rel: 'stylesheet', href: stylesheet }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const session = await demandReturn(request, context);
  return orRefuse(async () => {
    const { say, code } = await speak(request, context);
    const proof = describeProof(await readProof(context.sql, session), say, code);
    const office = (await context.intake.settings())['intake.office'].name;
    const problem = askedProblem(request);
    return json(
      { proof, office, mark: session.mark, problem: problem && say(problem) },
      problem === null ? 200 : { status: 503, headers: { 'Retry-After': '60' } },
    );
  });
}

export default function ProofPage() {
  const data = useLoaderData<typeof loader>();
  const say = useSay();
  return (
    <>
      <div className="no-print">
        <BackToReport />
      </div>
      <ErrorSummary title={say('error.summary')} errors={data.problem === null ? {} : { pdf: data.problem }} />
      <Proof {...data} />
    </>
  );
}
