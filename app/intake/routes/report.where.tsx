import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { sayTerm } from '#app/i18n/terms.ts';
import { textsIn } from '#app/i18n/texts.ts';
import { LongText, Select } from '#app/ui/form.tsx';
import { counties } from '#db/intake/places.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { useSay } from '../speech.tsx';

const english = textsIn('en');
export const meta: MetaFunction = () => [{ title: english('where.title') }];
export const loader = (route: LoaderFunctionArgs) => showQuestion('where', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('where', route);

export default function Where() {
  const say = useSay();
  const options = [
    { value: '', label: say('where.county.choose') },
    ...Object.keys(counties).map((value) => ({ value, label: sayTerm(say, 'county', value) })),
    { value: 'outside', label: say('where.county.outside') },
    { value: 'unknown', label: say('where.county.unknown') },
  ];
  return (
    <QuestionView title={say('where.title')}>
      <LongText name="place" rows={3} label={say('where.place')} hint={say('where.place.hint')} />
      <Select name="county" label={say('where.county')} options={options} />
    </QuestionView>
  );
}
