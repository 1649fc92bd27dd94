import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Choices, LongText, TextField } from '#app/ui/form.tsx';
import { injuryKeys } from '#db/vocabularies/report-answers.ts';
import { answerOptions, termOptions } from '../options.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { titled, useSay } from '../speech.tsx';

export const meta = titled('whom.title');
export const loader = (route: LoaderFunctionArgs) => showQuestion('whom', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('whom', route);

export default function Whom() {
  const say = useSay();
  return (
    <QuestionView title={say('whom.title')}>
      <p>{say('whom.intro')}</p>
      <TextField name="count" inputMode="numeric" className="short" label={say('whom.count')} hint={say('whom.count.hint')} />
      <Choices name="minors" label={say('whom.minors')} hint={say('whom.minors.hint')} options={answerOptions(say)} />
      <Choices name="injuries" label={say('whom.injuries')} options={termOptions(say, 'injury', injuryKeys)} />
      <Choices name="taken" label={say('whom.taken')} options={answerOptions(say)} />
      <TextField name="takenTo" autoComplete="off" label={say('whom.takenTo')} hint={say('whom.takenTo.hint')} />
      <LongText name="description" rows={4} label={say('whom.description')} hint={say('whom.description.hint')} />
    </QuestionView>
  );
}
