import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Choices } from '#app/ui/form.tsx';
import { partKeys, representativeKeys } from '#db/vocabularies/report-answers.ts';
import { answerOptions, termOptions } from '../options.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { titled, useSay } from '../speech.tsx';

export const meta = titled('part.title');
export const loader = (route: LoaderFunctionArgs) => showQuestion('part', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('part', route);

export default function Part() {
  const say = useSay();
  return (
    <QuestionView title={say('part.title')}>
      <Choices name="role" label={say('part.role')} hint={say('part.role.hint')} options={termOptions(say, 'part', partKeys)} />
      <Choices name="present" label={say('part.present')} options={answerOptions(say)} />
      <h2>{say('part.others')}</h2>
      <p>{say('part.others.hint')}</p>
      <Choices name="as" label={say('part.as')} options={termOptions(say, 'representative', representativeKeys)} />
      <Choices name="agreed" label={say('part.agreed')} hint={say('part.agreed.hint')} options={answerOptions(say)} />
      <Choices name="privileged" label={say('part.privileged')} hint={say('part.privileged.hint')} options={answerOptions(say)} />
    </QuestionView>
  );
}
