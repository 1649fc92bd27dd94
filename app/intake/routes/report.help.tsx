import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { sayTerm } from '#app/i18n/terms.ts';
import { Choices } from '#app/ui/form.tsx';
import { helpKindKeys } from '#db/vocabularies/report-answers.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { titled, useSay } from '../speech.tsx';

export const meta = titled('help.title');
export const loader = (route: LoaderFunctionArgs) => showQuestion('help', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('help', route);

/** What each kind of help means, and where to find it, stands here at once: nobody has to hand in a report to read it. */
export default function Help() {
  const say = useSay();
  const options = helpKindKeys.map((value) => ({
    value,
    label: sayTerm(say, 'help', value),
    ...(value === 'none' ? {} : { hint: say(`notice.help.${value}`) }),
  }));
  return (
    <QuestionView title={say('help.title')}>
      <Choices name="needs" many label={say('help.needs')} hint={say('help.needs.hint')} options={options} />
      <p className="quiet">{say('help.answer')}</p>
      <div className="panel">
        <h2>{say('help.referral')}</h2>
        <p>{say('notice.referral')}</p>
      </div>
    </QuestionView>
  );
}
