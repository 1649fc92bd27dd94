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
import { orRefuse } from '../refuse.ts';
import { titled, useSay } from '../speech.tsx';

export { handle } from '../follow/form.tsx';
export const meta = titled('follow.choices');

export async function loader(route: LoaderFunctionArgs) {
  const { mark, use } = await loadReturn(route);
  return { mark, use, words: (await orRefuse(() => readShown(route))).sha256 };
}

/** The very words of this page that a choice is made by. */
const shownKeys = ['notice.use.5', 'notice.use.6', 'use.prosecutors', 'use.oversight', 'use.publicReport', 'use.showsReport'] as const;

async function readShown({ request, context }: Pick<LoaderFunctionArgs, 'request' | 'context'>) {
  const settings = await context.intake.settings();
  const { code } = await readPageLanguage(request, context);
  return shownText(settings, code, shownKeys);
}

export async function action(route: ActionFunctionArgs) {
  return answerForm(
    route,
    async ({ session, form, context, request }) => {
      const shown = await readShown({ request, context });
      // What is recorded is what stood on the page: words that the office or another window's language has changed since are read first.
      if (form.values.shown?.[0] !== shown.sha256) {
        form.problem('prosecutors', 'follow.pageChanged');
        return undefined;
      }
      const sharing = { prosecutors: form.tick('prosecutors'), oversight: form.tick('oversight'), publicReport: form.tick('publicReport') };
      const chosen = { sharing, showsReport: form.tick('showsReport') };
      await changeChoices(context.sql, session, chosen, shown);
      return { to: '/follow/report' };
    },
    { corrections: { field: 'prosecutors', key: 'follow.choices.tooMany' } },
  );
}

export default function ChangeChoices() {
  const { use, words } = useLoaderData<typeof loader>();
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
      <input type="hidden" name="shown" value={words} />
      <p className="hint">{say('use.choices.hint')}</p>
      <Tick name="prosecutors" label={say('use.prosecutors')} />
      <Tick name="oversight" label={say('use.oversight')} />
      <Tick name="publicReport" label={say('use.publicReport')} />
      <Tick name="showsReport" label={say('use.showsReport')} hint={say('use.showsReport.hint')} />
    </FollowForm>
  );
}
