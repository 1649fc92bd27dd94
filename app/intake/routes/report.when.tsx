import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { textsIn } from '#app/i18n/texts.ts';
import { Choices, DayField, Select, TextField, Tick } from '#app/ui/form.tsx';
import { dayParts } from '#db/intake/answers.ts';
import { zones } from '#db/intake/places.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { useLanguage, useSay } from '../speech.tsx';

const english = textsIn('en');
export const meta: MetaFunction = () => [{ title: english('when.title') }];
export const loader = (route: LoaderFunctionArgs) => showQuestion('when', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('when', route);

export default function When() {
  const say = useSay();
  const { code } = useLanguage();
  const months = Array.from({ length: 12 }, (_, month) =>
    new Intl.DateTimeFormat(code, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2000, month, 1)),
  );
  return (
    <QuestionView title={say('when.title')}>
      <DayField
        name="day"
        label={say('when.day')}
        hint={say('when.day.hint')}
        months={months}
        words={{ month: say('when.day.month'), day: say('when.day.day'), year: say('when.day.year') }}
      />
      <Tick name="about" label={say('when.about')} />
      <TextField name="time" type="time" className="short" label={say('when.time')} hint={say('when.time.hint')} />
      <Select
        name="dayPart"
        label={say('when.dayPart')}
        options={[
          { value: '', label: say('when.dayPart.none') },
          ...dayParts.map((value) => ({ value, label: say(`when.dayPart.${value}`) })),
        ]}
      />
      <Select name="zone" label={say('when.zone')} options={Object.entries(zones).map(([value, label]) => ({ value, label }))} />
      <Choices
        name="ongoing"
        label={say('when.ongoing')}
        options={(['yes', 'no', 'unknown'] as const).map((value) => ({ value, label: say(`answer.${value}`) }))}
      />
    </QuestionView>
  );
}
