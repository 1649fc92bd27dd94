import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Entries } from '#app/ui/entries.tsx';
import { Choices, TextField } from '#app/ui/form.tsx';
import { entryLimit } from '#db/intake/sections.ts';
import { answerOptions } from '../options.ts';
import { QuestionView } from '../question-view.tsx';
import { saveEntries, showEntries } from '../questions/entries-page.ts';
import { titled, useSay } from '../speech.tsx';

const page = { name: 'witnesses', path: '/report/witnesses', list: 'people' } as const;
export const meta = titled('witnesses.title');
export const loader = (route: LoaderFunctionArgs) => showEntries(page, route);
export const action = (route: ActionFunctionArgs) => saveEntries(page, route);

export default function Witnesses() {
  const say = useSay();
  const words = {
    legend: (number: number) => say('witnesses.entry', { number }),
    drop: (number: number) => say('witnesses.drop', { number }),
    add: say('witnesses.add'),
  };
  return (
    <QuestionView title={say('witnesses.title')}>
      <Choices name="any" label={say('witnesses.any')} options={answerOptions(say)} />
      <TextField name="count" inputMode="numeric" className="short" label={say('witnesses.count')} />
      <h2>{say('witnesses.people')}</h2>
      <p className="hint">{say('witnesses.people.hint')}</p>
      <Entries list={page.list} limit={entryLimit} words={words}>
        {(entry) => (
          <>
            <TextField name={`${entry}name`} autoComplete="off" label={say('witnesses.name')} />
            <TextField name={`${entry}reach`} autoComplete="off" label={say('witnesses.reach')} hint={say('witnesses.reach.hint')} />
            <Choices name={`${entry}agreed`} label={say('witnesses.agreed')} options={answerOptions(say)} />
          </>
        )}
      </Entries>
    </QuestionView>
  );
}
