import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Choices, LongText } from '#app/ui/form.tsx';
import { conductKeys } from '#db/vocabularies/conduct.ts';
import { termOptions } from '../options.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { titled, useSay } from '../speech.tsx';

export const meta = titled('conduct.title');
export const loader = (route: LoaderFunctionArgs) => showQuestion('conduct', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('conduct', route);

export default function Conduct() {
  const say = useSay();
  return (
    <QuestionView title={say('conduct.title')}>
      <Choices
        many
        name="kinds"
        label={say('conduct.kinds')}
        hint={say('conduct.kinds.hint')}
        options={termOptions(say, 'conduct', conductKeys)}
      />
      <LongText name="other" rows={4} label={say('conduct.other')} />
    </QuestionView>
  );
}
