import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Tick } from '#app/ui/form.tsx';
import { QuestionView } from '../question-view.tsx';
import { noticeKeys } from '../questions/notice.ts';
import { saveQuestion, showQuestion, surroundings } from '../questions/question-page.ts';
import { titled, useSay } from '../speech.tsx';

export const meta = titled('use.title');
export async function loader(route: LoaderFunctionArgs) {
  const shown = await showQuestion('use', route, async (draft) => ({
    words: (await surroundings(route.context, draft)).noticeShown.sha256,
  }));
  // Who read other words, in another language or before the office changed them, reads these too.
  const isRead = shown.values.shown?.[0] === shown.words;
  return isRead ? shown : { ...shown, values: { ...shown.values, read: [] } };
}
export const action = (route: ActionFunctionArgs) => saveQuestion('use', route);

/** A notice, and choices that are separate from it and from each other: none is a condition of handing in. */
export default function Use() {
  const say = useSay();
  const { words } = useLoaderData<typeof loader>();
  return (
    <QuestionView title={say('use.title')}>
      <input type="hidden" name="shown" value={words} />
      <div className="panel">
        <h2>{say('use.notice')}</h2>
        {noticeKeys.map((key) => (
          <p key={key}>{say(key)}</p>
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
