import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { textsIn } from '#app/i18n/texts.ts';
import { LongText } from '#app/ui/form.tsx';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { useSay } from '../speech.tsx';

const english = textsIn('en');
export const meta: MetaFunction = () => [{ title: english('what.title') }];
export const loader = (route: LoaderFunctionArgs) => showQuestion('what', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('what', route);

export default function What() {
  const say = useSay();
  return (
    <QuestionView title={say('what.title')}>
      <p>{say('what.status')}</p>
      <LongText name="narrative" rows={12} label={say('what.narrative')} hint={say('what.narrative.hint')} />
    </QuestionView>
  );
}
