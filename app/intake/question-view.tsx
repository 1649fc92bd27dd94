import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import type { ReactNode } from 'react';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState } from '#app/ui/form.tsx';
import type { QuestionData } from './questions/question-page.ts';
import { useSay } from './speech.tsx';

/** One question page: way back, error summary, heading, the fields, one button. */
export function QuestionView({ title, children }: { title: string; children: ReactNode }) {
  const say = useSay();
  const [search] = useSearchParams();
  const loaded = useLoaderData() as QuestionData;
  const data = (useActionData() as QuestionData | undefined) ?? loaded;
  const fromCheck = search.get('from') === 'check' || data.values.from?.[0] === 'check';
  return (
    <>
      <a className="back" href={fromCheck ? '/report/check' : '/report'}>
        {say('question.back')}
      </a>
      <ErrorSummary title={say('error.summary')} errors={data.errors} />
      <h1>{title}</h1>
      <form method="post" noValidate>
        <input type="hidden" name="revision" value={data.revision} />
        {fromCheck ? <input type="hidden" name="from" value="check" /> : null}
        <FormState values={data.values} errors={data.errors}>
          {children}
        </FormState>
        <button type="submit" id="save">
          {say('question.save')}
        </button>
      </form>
    </>
  );
}
