import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { textsIn } from '#app/i18n/texts.ts';
import { Choices, TextField } from '#app/ui/form.tsx';
import { contactModes } from '#db/intake/answers.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { useSay } from '../speech.tsx';

const english = textsIn('en');
export const meta: MetaFunction = () => [{ title: english('contact.title') }];
export const loader = (route: LoaderFunctionArgs) => showQuestion('contact', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('contact', route);

export default function Contact() {
  const say = useSay();
  return (
    <QuestionView title={say('contact.title')}>
      <Choices
        name="mode"
        label={say('contact.mode')}
        hint={say('contact.mode.hint')}
        options={contactModes.map((value) => ({ value, label: say(`contact.mode.${value}`), hint: say(`contact.mode.${value}.hint`) }))}
      />
      <p className="quiet">{say('contact.details')}</p>
      <TextField name="name" autoComplete="off" label={say('contact.name')} />
      <TextField name="email" type="email" autoComplete="off" label={say('contact.email')} />
      <TextField name="phone" type="tel" autoComplete="off" label={say('contact.phone')} />
    </QuestionView>
  );
}
