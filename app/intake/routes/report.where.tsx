import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Choices, LongText, Select, TextField } from '#app/ui/form.tsx';
import { counties } from '#db/intake/places.ts';
import { placeFormKeys, placeKindKeys } from '#db/vocabularies/report-answers.ts';
import { termOptions } from '../options.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { titled, useSay } from '../speech.tsx';

export const meta = titled('where.title');
export const loader = (route: LoaderFunctionArgs) => showQuestion('where', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('where', route);

export default function Where() {
  const say = useSay();
  const choose = { value: '', label: say('question.choose') };
  const countyOptions = [
    choose,
    ...termOptions(say, 'county', Object.keys(counties)),
    { value: 'outside', label: say('where.county.outside') },
    { value: 'unknown', label: say('where.county.unknown') },
  ];
  return (
    <QuestionView title={say('where.title')}>
      <Choices name="form" label={say('where.form')} options={termOptions(say, 'placeForm', placeFormKeys)} />
      <LongText name="place" rows={3} label={say('where.place')} hint={say('where.place.hint')} />
      <TextField name="cross" label={say('where.cross')} />
      <TextField name="city" label={say('where.city')} />
      <Select name="county" label={say('where.county')} options={countyOptions} />
      <Select name="kind" label={say('where.kind')} options={[choose, ...termOptions(say, 'placeKind', placeKindKeys)]} />
    </QuestionView>
  );
}
