import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Entries } from '#app/ui/entries.tsx';
import { Choices, LongText, TextField } from '#app/ui/form.tsx';
import { entryLimit } from '#db/intake/sections.ts';
import { recorderKeys } from '#db/vocabularies/report-answers.ts';
import { termOptions } from '../options.ts';
import { QuestionView } from '../question-view.tsx';
import { saveEntries, showEntries } from '../questions/entries-page.ts';
import { titled, useSay } from '../speech.tsx';

const page = { name: 'links', path: '/report/links', list: 'links' } as const;
export const meta = titled('links.title');
export const loader = (route: LoaderFunctionArgs) => showEntries(page, route);
export const action = (route: ActionFunctionArgs) => saveEntries(page, route);

/** The address is a text field and not `type="url"`: apps share links with words around them. */
export default function Links() {
  const say = useSay();
  const words = {
    legend: (number: number) => say('links.entry', { number }),
    drop: (number: number) => say('links.drop', { number }),
    add: say('links.add'),
  };
  return (
    <QuestionView title={say('links.title')}>
      <p>{say('links.intro')}</p>
      <p>
        {say('links.cleaned')} {say('links.sealed')}
      </p>
      <p>{say('links.share')}</p>
      <Entries list={page.list} limit={entryLimit} words={words}>
        {(entry) => (
          <>
            <LongText name={`${entry}url`} rows={2} label={say('links.url')} hint={say('links.url.hint')} />
            <TextField name={`${entry}postedBy`} autoComplete="off" label={say('links.postedBy')} hint={say('links.postedBy.hint')} />
            <TextField name={`${entry}seen`} autoComplete="off" label={say('links.seen')} />
            <Choices name={`${entry}recordedBy`} label={say('links.recordedBy')} options={termOptions(say, 'recorder', recorderKeys)} />
            <TextField name={`${entry}about`} autoComplete="off" label={say('links.about')} />
          </>
        )}
      </Entries>
    </QuestionView>
  );
}
