import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { formatDay } from '#app/i18n/texts.ts';
import { Choices } from '#app/ui/form.tsx';
import { codeNamed, findIncident, incidentChoices, titleIn } from '../incidents.ts';
import { QuestionView } from '../question-view.tsx';
import { noIncident } from '../questions/event.ts';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { titled, useLanguage, useSay } from '../speech.tsx';

export const meta = titled('event.title');
export const action = (route: ActionFunctionArgs) => saveQuestion('event', route);

/** An incident named in the address is only suggested: nothing is saved until the witness saves the page. */
export async function loader(route: LoaderFunctionArgs) {
  const data = await showQuestion('event', route, async (draft) => ({
    incidents: incidentChoices(await route.context.intake.settings(), draft.content.sections),
  }));
  const suggested = findIncident(data.incidents, codeNamed(route.request));
  return {
    ...data,
    ...(suggested ? { values: { ...data.values, incident: [suggested.code] } } : {}),
    isSuggested: suggested !== undefined,
  };
}

export default function Event() {
  const { incidents, isSuggested } = useLoaderData<typeof loader>();
  const say = useSay();
  const { code } = useLanguage();
  return (
    <QuestionView title={say('event.title')}>
      {isSuggested ? <p className="panel">{say('event.suggested')}</p> : null}
      <Choices
        name="incident"
        label={say('event.incident')}
        hint={say('event.incident.hint')}
        options={[
          ...incidents.map((incident) => ({
            value: incident.code,
            label: <bdi>{titleIn(incident.title, code)}</bdi>,
            hint: say('event.incident.about', { date: formatDay(incident.date, code), place: incident.place }),
          })),
          { value: noIncident, label: say('event.incident.other') },
        ]}
      />
    </QuestionView>
  );
}
