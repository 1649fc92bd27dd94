import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { textsIn } from '#app/i18n/texts.ts';
import { Tick } from '#app/ui/form.tsx';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { orRefuse } from '../refuse.ts';
import { useSay } from '../speech.tsx';

const english = textsIn('en');
export const meta: MetaFunction = () => [{ title: english('use.title') }];

export async function loader(route: LoaderFunctionArgs) {
  const shown = await showQuestion('use', route);
  const settings = await orRefuse(() => route.context.intake.settings());
  return { ...shown, notices: settings['intake.notices'].use };
}
export const action = (route: ActionFunctionArgs) => saveQuestion('use', route);

/** A notice, and choices that are separate from it and from each other: none is a condition of handing in. */
export default function Use() {
  const say = useSay();
  const { notices } = useLoaderData<typeof loader>();
  return (
    <QuestionView title={say('use.title')}>
      <div className="panel">
        <h2>{say('use.notice')}</h2>
        {notices.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </div>
      <Tick name="read" label={say('use.read')} />
      <h2>{say('use.choices')}</h2>
      <p className="hint">{say('use.choices.hint')}</p>
      <Tick name="prosecutors" label={say('use.prosecutors')} />
      <Tick name="oversight" label={say('use.oversight')} />
      <Tick name="publicReport" label={say('use.publicReport')} />
      <Tick name="showsReport" label={say('use.showsReport')} hint={say('use.showsReport.hint')} />
    </QuestionView>
  );
}
