import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { shownText } from '#app/i18n/office-texts.ts';
import { Tick } from '#app/ui/form.tsx';
import { changeChoices } from '#db/intake/choices.ts';
import { answerForm } from '../follow/answer.ts';
import { BackToReport, FollowForm } from '../follow/form.tsx';
import { loadReturn } from '../follow/page.ts';
import { readPageLanguage } from '../language.ts';
import { ticked } from '../questions/question.ts';
import { titled, useSay } from '../speech.tsx';

export { handle } from '../follow/form.tsx';
export const meta = titled('follow.choices');
export const loader = (route: LoaderFunctionArgs) => loadReturn(route);

/** The very words of this page that a choice is made by. */
const shownKeys = ['notice.use.5', 'notice.use.6', 'use.prosecutors', 'use.oversight', 'use.publicReport', 'use.showsReport'] as const;

export async function action(route: ActionFunctionArgs) {
  return answerForm(
    route,
    async ({ session, form, context, request }) => {
      const settings = await context.intake.settings();
      const { code } = await readPageLanguage(request, context);
      const sharing = { prosecutors: form.tick('prosecutors'), oversight: form.tick('oversight'), publicReport: form.tick('publicReport') };
      const chosen = { sharing, showsReport: form.tick('showsReport') };
      await changeChoices(context.sql, session, chosen, shownText(settings, code, shownKeys));
      return { to: '/follow/report' };
    },
    { corrections: { field: 'prosecutors', key: 'follow.choices.tooMany' } },
  );
}

export default function ChangeChoices() {
  const { use } = useLoaderData<typeof loader>();
  const say = useSay();
  if (use === null)
    return (
      <>
        <BackToReport />
        <h1>{say('follow.choices')}</h1>
        <p>{say('follow.choices.unknown')}</p>
      </>
    );
  const { sharing, showsReport } = use;
  const inForce = {
    prosecutors: ticked(sharing.prosecutors),
    oversight: ticked(sharing.oversight),
    publicReport: ticked(sharing.publicReport),
    showsReport: ticked(showsReport),
  };
  const limits = (
    <div className="panel">
      <h2>{say('follow.choices.limits')}</h2>
      <p>{say('notice.use.5')}</p>
      <p>{say('notice.use.6')}</p>
    </div>
  );
  return (
    <FollowForm title={say('follow.choices')} submit={say('follow.choices.save')} above={limits} fallback={inForce}>
      <p className="hint">{say('use.choices.hint')}</p>
      <Tick name="prosecutors" label={say('use.prosecutors')} />
      <Tick name="oversight" label={say('use.oversight')} />
      <Tick name="publicReport" label={say('use.publicReport')} />
      <Tick name="showsReport" label={say('use.showsReport')} hint={say('use.showsReport.hint')} />
    </FollowForm>
  );
}
