import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { formatMonths, formatTime } from '#app/i18n/formats.ts';
import { Choices, DayField, Select, TextField, Tick } from '#app/ui/form.tsx';
import { crossesMidnight, dayPartHours } from '#db/intake/day-parts.ts';
import { zoneKeys } from '#db/intake/places.ts';
import { dayParts } from '#db/intake/sections.ts';
import { answerOptions, termOptions } from '../options.ts';
import { QuestionView, useQuestionData } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { titled, useLanguage, useSay } from '../speech.tsx';

export const meta = titled('when.title');
export const loader = (route: LoaderFunctionArgs) => showQuestion('when', route);
export const action = (route: ActionFunctionArgs) => saveQuestion('when', route);

export default function When() {
  const say = useSay();
  const { code } = useLanguage();
  const { values, errors } = useQuestionData();
  const months = formatMonths(code);
  const words = { month: say('when.day.month'), day: say('when.day.day'), year: say('when.day.year') };
  const asksOccurrence = 'occurrence' in errors || (values.occurrence ?? []).length > 0;
  return (
    <QuestionView title={say('when.title')}>
      <DayField name="day" label={say('when.day')} hint={say('when.day.hint')} months={months} words={words} />
      <Tick name="about" label={say('when.about')} hint={say('when.about.hint')} />
      <DayField name="lastDay" label={say('when.lastDay')} hint={say('when.lastDay.hint')} months={months} words={words} />
      <TextField name="time" type="time" className="short" label={say('when.time')} hint={say('when.time.hint')} />
      <TextField name="lastTime" type="time" className="short" label={say('when.lastTime')} hint={say('when.lastTime.hint')} />
      {asksOccurrence ? (
        <Choices
          name="occurrence"
          label={say('when.occurrence')}
          hint={say('when.occurrence.hint')}
          options={[
            { value: 'first', label: say('when.occurrence.first') },
            { value: 'second', label: say('when.occurrence.second') },
            { value: 'unknown', label: say('answer.unknown') },
          ]}
        />
      ) : null}
      <Choices
        name="dayPart"
        label={say('when.dayPart')}
        hint={say('when.dayPart.hint')}
        options={[
          ...dayParts.map((value) => ({
            value,
            label: say(`when.dayPart.${value}`),
            hint: say(crossesMidnight(value) ? 'when.dayPart.hoursOver' : 'when.dayPart.hours', {
              from: formatTime(dayPartHours[value].from, code),
              to: formatTime(dayPartHours[value].to, code),
            }),
          })),
          { value: '', label: say('when.dayPart.none') },
        ]}
      />
      <Select name="zone" label={say('when.zone')} hint={say('when.zone.hint')} options={termOptions(say, 'zone', zoneKeys)} />
      <Choices name="ongoing" label={say('when.ongoing')} options={answerOptions(say)} />
    </QuestionView>
  );
}
