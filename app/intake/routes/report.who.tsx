import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Entries } from '#app/ui/entries.tsx';
import { Choices, LongText, TextField } from '#app/ui/form.tsx';
import { entryLimit } from '#db/intake/sections.ts';
import { agencyKeys } from '#db/vocabularies/agencies.ts';
import { clothingKeys, faceKeys, identificationKeys } from '#db/vocabularies/identification.ts';
import { termOptions } from '../options.ts';
import { QuestionView } from '../question-view.tsx';
import { saveEntries, showEntries } from '../questions/entries-page.ts';
import { titled, useSay } from '../speech.tsx';

const page = { name: 'who', path: '/report/who', list: 'people' } as const;
export const meta = titled('who.title');
export const loader = (route: LoaderFunctionArgs) => showEntries(page, route);
export const action = (route: ActionFunctionArgs) => saveEntries(page, route);

export default function Who() {
  const say = useSay();
  const words = {
    legend: (number: number) => say('who.entry', { number }),
    drop: (number: number) => say('who.drop', { number }),
    add: say('who.add'),
  };
  return (
    <QuestionView title={say('who.title')}>
      <p>{say('who.intro')}</p>
      <Entries list={page.list} limit={entryLimit} words={words}>
        {(entry) => (
          <>
            <Choices
              name={`${entry}agencies`}
              many
              columns
              label={say('who.agencies')}
              hint={say('who.agencies.hint')}
              options={termOptions(say, 'agency', agencyKeys)}
            />
            <Choices
              name={`${entry}identification`}
              many
              columns
              label={say('who.identification')}
              hint={say('who.identification.hint')}
              options={termOptions(say, 'identification', identificationKeys)}
            />
            <Choices name={`${entry}clothing`} label={say('who.clothing')} options={termOptions(say, 'clothing', clothingKeys)} />
            <Choices name={`${entry}face`} label={say('who.face')} options={termOptions(say, 'face', faceKeys)} />
            <TextField name={`${entry}count`} inputMode="numeric" className="short" label={say('who.count')} hint={say('who.count.hint')} />
            <TextField name={`${entry}name`} autoComplete="off" label={say('who.name')} />
            <TextField name={`${entry}badge`} autoComplete="off" className="short" label={say('who.badge')} hint={say('who.badge.hint')} />
            <LongText name={`${entry}description`} rows={4} label={say('who.description')} hint={say('who.description.hint')} />
          </>
        )}
      </Entries>
    </QuestionView>
  );
}
