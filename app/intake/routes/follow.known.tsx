import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BackToReport } from '../follow/form.tsx';
import { loadReturn } from '../follow/page.ts';
import { titled, useSay } from '../speech.tsx';

export const meta = titled('follow.known');

/** Whether there are files and messages and something sealed; what they say is not needed here. */
export async function loader(route: LoaderFunctionArgs) {
  const { files, hasIdentity } = await loadReturn(route);
  return { hasFiles: files.length > 0, hasIdentity };
}

/** Plain words for what lies with the office, what does not, and what taking back can do. */
export default function Known() {
  const { hasFiles, hasIdentity } = useLoaderData<typeof loader>();
  const say = useSay();
  return (
    <>
      <BackToReport />
      <h1>{say('follow.known')}</h1>
      <h2>{say('follow.known.stored')}</h2>
      <ul>
        <li>{say('follow.known.report')}</li>
        <li>{say(hasFiles ? 'follow.known.files' : 'follow.known.noFiles')}</li>
        <li>{say('follow.known.messages')}</li>
        <li>{say('follow.known.times')}</li>
        <li>{say(hasIdentity ? 'follow.known.sealed' : 'follow.known.notSealed')}</li>
      </ul>
      <h2>{say('follow.known.not')}</h2>
      <ul>
        <li>{say('follow.known.not.1')}</li>
        <li>{say('follow.known.not.2')}</li>
        <li>{say('follow.known.not.3')}</li>
      </ul>
      <h2>{say('follow.known.back')}</h2>
      <ul>
        <li>{say('notice.use.5')}</li>
        <li>{say('notice.use.6')}</li>
        <li>{say('follow.known.back.1')}</li>
        <li>{say('follow.known.back.2')}</li>
      </ul>
      <p>
        <a href="/follow/choices">{say('follow.choices.change')}</a>
      </p>
    </>
  );
}
