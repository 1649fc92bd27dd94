import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { sayTerm } from '#app/i18n/terms.ts';
import { textsIn } from '#app/i18n/texts.ts';
import { Choices, LongText, TextField } from '#app/ui/form.tsx';
import { agencyKeys } from '#db/vocabularies/agencies.ts';
import { identificationKeys } from '#db/vocabularies/identification.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { useSay } from '../speech.tsx';

const english = textsIn('en');
export const meta: MetaFunction = () => [{ title: english('who.title') }];
export const loader = (route: LoaderFunctionArgs) => showQuestion('who', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('who', route);

export default function Who() {
  const say = useSay();
  return (
    <QuestionView title={say('who.title')}>
      <Choices
        name="agencies"
        many
        columns
        label={say('who.agencies')}
        hint={say('who.agencies.hint')}
        options={agencyKeys.map((value) => ({ value, label: sayTerm(say, 'agency', value) }))}
      />
      <Choices
        name="identification"
        many
        columns
        label={say('who.identification')}
        hint={say('who.identification.hint')}
        options={identificationKeys.map((value) => ({ value, label: sayTerm(say, 'identification', value) }))}
      />
      <TextField name="count" inputMode="numeric" className="short" label={say('who.count')} hint={say('who.count.hint')} />
      <LongText name="description" rows={5} label={say('who.description')} hint={say('who.description.hint')} />
    </QuestionView>
  );
}
