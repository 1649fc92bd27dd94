import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Entries } from '#app/ui/entries.tsx';
import { LongText, TextField } from '#app/ui/form.tsx';
import { entryLimit } from '#db/intake/sections.ts';
import { QuestionView } from '../question-view.tsx';
import { saveEntries, showEntries } from '../questions/entries-page.ts';
import { titled, useSay } from '../speech.tsx';

const page = { name: 'vehicles', path: '/report/vehicles', list: 'vehicles' } as const;
export const meta = titled('vehicles.title');
export const loader = (route: LoaderFunctionArgs) => showEntries(page, route);
export const action = (route: ActionFunctionArgs) => saveEntries(page, route);

export default function Vehicles() {
  const say = useSay();
  const words = {
    legend: (number: number) => say('vehicles.entry', { number }),
    drop: (number: number) => say('vehicles.drop', { number }),
    add: say('vehicles.add'),
  };
  return (
    <QuestionView title={say('vehicles.title')}>
      <p>{say('vehicles.intro')}</p>
      <Entries list={page.list} limit={entryLimit} words={words}>
        {(entry) => (
          <>
            <TextField
              name={`${entry}plate`}
              autoComplete="off"
              spellCheck={false}
              className="short"
              label={say('vehicles.plate')}
              hint={say('vehicles.plate.hint')}
            />
            <TextField name={`${entry}state`} autoComplete="off" className="short" label={say('vehicles.state')} />
            <TextField name={`${entry}make`} autoComplete="off" label={say('vehicles.make')} hint={say('vehicles.make.hint')} />
            <TextField name={`${entry}colour`} autoComplete="off" className="short" label={say('vehicles.colour')} />
            <TextField name={`${entry}markings`} autoComplete="off" label={say('vehicles.markings')} />
            <TextField
              name={`${entry}unit`}
              autoComplete="off"
              className="short"
              label={say('vehicles.unit')}
              hint={say('vehicles.unit.hint')}
            />
            <LongText name={`${entry}description`} rows={3} label={say('vehicles.description')} />
          </>
        )}
      </Entries>
    </QuestionView>
  );
}
