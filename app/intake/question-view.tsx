import { useActionData, useLoaderData, useLocation, useSearchParams } from '@remix-run/react';
import type { ReactNode } from 'react';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState } from '#app/ui/form.tsx';
import { questionForm } from './language-menu.tsx';
import type { QuestionData } from './questions/question-page.ts';
import { useLanguage, useSay } from './speech.tsx';

/** One question page: way back, error summary, heading, the fields, and two ways on: the next page or the list. */
export function QuestionView({ title, children }: { title: string; children: ReactNode }) {
  const say = useSay();
  const { code } = useLanguage();
  const { pathname } = useLocation();
  const [search] = useSearchParams();
  const data = useQuestionData();
  const fromCheck = search.get('from') === 'check' || data.values.from?.[0] === 'check';
  return (
    <>
      <a className="back" href={fromCheck ? '/report/check' : '/report'}>
        {say(fromCheck ? 'question.backToCheck' : 'question.back')}
      </a>
      <ErrorSummary title={say('error.summary')} errors={data.errors} />
      <h1>{title}</h1>
      {/* Without what stands after the question mark, which the answer does not need. */}
      <form method="post" action={pathname} id={questionForm} autoComplete="off" noValidate>
        <input type="hidden" name="revision" value={data.revision} />
        <input type="hidden" name="spoken" value={code} />
        {fromCheck ? <input type="hidden" name="from" value="check" /> : null}
        <FormState values={data.values} errors={data.errors}>
          {children}
        </FormState>
        <div className="actions">
          <button type="submit" id="save">
            {say('question.save')}
          </button>
          <button type="submit" className="second" name="next" value="list">
            {say('question.saveToList')}
          </button>
        </div>
      </form>
    </>
  );
}

/** What stands on the page: as it was sent, where something in it is wrong, else as it was saved. */
export function useQuestionData(): QuestionData {
  const loaded = useLoaderData() as QuestionData; // every question's loader is showQuestion
  return (useActionData() as QuestionData | undefined) ?? loaded; // and its action saveQuestion
}
