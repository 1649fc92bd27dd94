import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { LongText, Select } from '#app/ui/form.tsx';
import { spokenKeys } from '#db/vocabularies/spoken.ts';
import { termOptions } from '../options.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { titled, useSay } from '../speech.tsx';
import { hasStatement } from '../upload/report-files.ts';

export const meta = titled('what.title');
export const action = (route: ActionFunctionArgs) => saveQuestion('what', route);
export const loader = (route: LoaderFunctionArgs) =>
  showQuestion('what', route, async (draft) => ({ hasStatement: await hasStatement(route.context, draft) }));

export default function What() {
  const isSpoken = useLoaderData<typeof loader>().hasStatement;
  const say = useSay();
  return (
    <QuestionView title={say('what.title')}>
      <p className="panel warn">{say('notice.advice')}</p>
      <p>{say('what.status')}</p>
      <p>
        {say(isSpoken ? 'what.statement.there' : 'what.statement')} <a href="/report/statement">{say('what.statement.link')}</a>
      </p>
      <LongText name="narrative" rows={12} label={say('what.narrative')} hint={say('what.narrative.hint')} />
      <Select
        name="language"
        label={say('what.language')}
        options={[{ value: '', label: say('question.choose') }, ...termOptions(say, 'spoken', spokenKeys)]}
      />
    </QuestionView>
  );
}
