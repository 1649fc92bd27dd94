import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Choices, LongText } from '#app/ui/form.tsx';
import { agencyKeys } from '#db/vocabularies/agencies.ts';
import { answerOptions, termOptions } from '../options.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { titled, useSay } from '../speech.tsx';

export const meta = titled('police.title');
export const loader = (route: LoaderFunctionArgs) => showQuestion('police', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('police', route);

export default function Police() {
  const say = useSay();
  return (
    <QuestionView title={say('police.title')}>
      <p>{say('police.intro')}</p>
      <Choices name="present" label={say('police.present')} options={answerOptions(say)} />
      <Choices
        name="agencies"
        many
        columns
        label={say('police.agencies')}
        hint={say('police.agencies.hint')}
        options={termOptions(say, 'agency', agencyKeys)}
      />
      <LongText name="did" rows={5} label={say('police.did')} hint={say('police.did.hint')} />
    </QuestionView>
  );
}
