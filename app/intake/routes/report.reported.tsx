import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Choices, LongText } from '#app/ui/form.tsx';
import { reportedToKeys } from '#db/vocabularies/report-answers.ts';
import { answerOptions, termOptions } from '../options.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { titled, useSay } from '../speech.tsx';

export const meta = titled('reported.title');
export const loader = (route: LoaderFunctionArgs) => showQuestion('reported', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('reported', route);

export default function Reported() {
  const say = useSay();
  return (
    <QuestionView title={say('reported.title')}>
      <Choices
        name="to"
        many
        label={say('reported.to')}
        hint={say('reported.to.hint')}
        options={termOptions(say, 'reportedTo', reportedToKeys)}
      />
      <LongText name="outcome" rows={4} label={say('reported.outcome')} hint={say('reported.outcome.hint')} />
      <Choices name="legalAction" label={say('reported.legalAction')} options={answerOptions(say)} />
    </QuestionView>
  );
}
