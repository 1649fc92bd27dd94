import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { textsIn } from '#app/i18n/texts.ts';
import { Choices } from '#app/ui/form.tsx';
import { injuries } from '#db/intake/answers.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { useSay } from '../speech.tsx';

const english = textsIn('en');
export const meta: MetaFunction = () => [{ title: english('whom.title') }];
export const loader = (route: LoaderFunctionArgs) => showQuestion('whom', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('whom', route);

export default function Whom() {
  const say = useSay();
  return (
    <QuestionView title={say('whom.title')}>
      <p>{say('whom.intro')}</p>
      <Choices
        name="injuries"
        label={say('whom.injuries')}
        options={injuries.map((value) => ({ value, label: say(`whom.injuries.${value}`) }))}
      />
      <Choices
        name="minors"
        label={say('whom.minors')}
        hint={say('whom.minors.hint')}
        options={(['yes', 'no', 'unknown'] as const).map((value) => ({ value, label: say(`answer.${value}`) }))}
      />
    </QuestionView>
  );
}
