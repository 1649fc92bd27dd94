import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { LongText, Select } from '#app/ui/form.tsx';
import { spokenKeys } from '#db/vocabularies/spoken.ts';
import { isTold } from '../draft/content.ts';
import { termOptions } from '../options.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { titled, useSay } from '../speech.tsx';

export const meta = titled('what.title');
export const action = (route: ActionFunctionArgs) => saveQuestion('what', route);
export const loader = (route: LoaderFunctionArgs) =>
  showQuestion('what', route, async ({ content }) => ({ hasStatement: isTold({ sections: {}, files: content.files }) }));

export default function What() {
  const { hasStatement } = useLoaderData<typeof loader>();
  const say = useSay();
  return (
    <QuestionView title={say('what.title')}>
      <p className="panel warn">{say('notice.advice')}</p>
      <p>{say('what.status')}</p>
      <p>
        {say(hasStatement ? 'what.statement.there' : 'what.statement')} <a href="/report/statement">{say('what.statement.link')}</a>
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
