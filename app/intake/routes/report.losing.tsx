import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { formatMonths } from '#app/i18n/formats.ts';
import { Entries } from '#app/ui/entries.tsx';
import { Choices, DayField, TextField } from '#app/ui/form.tsx';
import { entryLimit } from '#db/intake/sections.ts';
import { leadKindKeys } from '#db/vocabularies/report-answers.ts';
import { termOptions } from '../options.ts';
import { QuestionView } from '../question-view.tsx';
import { saveEntries, showEntries } from '../questions/entries-page.ts';
import { titled, useLanguage, useSay } from '../speech.tsx';

const page = { name: 'losing', path: '/report/losing', list: 'leads' } as const;
export const meta = titled('losing.title');
export const loader = (route: LoaderFunctionArgs) => showEntries(page, route);
export const action = (route: ActionFunctionArgs) => saveEntries(page, route);

export default function Losing() {
  const say = useSay();
  const { code } = useLanguage();
  const words = {
    legend: (number: number) => say('losing.entry', { number }),
    drop: (number: number) => say('losing.drop', { number }),
    add: say('losing.add'),
  };
  return (
    <QuestionView title={say('losing.title')}>
      <p>{say('losing.intro')}</p>
      <Entries list={page.list} limit={entryLimit} words={words}>
        {(entry) => (
          <>
            <Choices name={`${entry}kind`} label={say('losing.kind')} options={termOptions(say, 'lead', leadKindKeys)} />
            <TextField name={`${entry}where`} autoComplete="off" label={say('losing.where')} hint={say('losing.where.hint')} />
            <DayField
              name={`${entry}lostOn`}
              label={say('losing.lostOn')}
              hint={say('losing.lostOn.hint')}
              months={formatMonths(code)}
              words={{ month: say('when.day.month'), day: say('when.day.day'), year: say('when.day.year') }}
            />
          </>
        )}
      </Entries>
    </QuestionView>
  );
}
