import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { formatLimit, textsIn } from '#app/i18n/texts.ts';
import { findDraft } from '../draft/draft.ts';
import { orRefuse } from '../refuse.ts';
import { useLanguage, useSay } from '../speech.tsx';

export const meta: MetaFunction = () => [{ title: textsIn('en')('start.title') }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const settings = await orRefuse(() => context.intake.settings());
  // A draft whose time is over is no reason to refuse the first page.
  const draft = await findDraft(request, context).catch(() => null);
  const { start, safety, referral } = settings['intake.notices'];
  return {
    notices: { start, safety, referral },
    draft: draft === null ? null : { submitted: draft.submitted },
    hours: settings['intake.draftHours'],
    files: settings['intake.maxFiles'],
    fileBytes: settings['intake.maxFileBytes'],
  };
}

export default function Start() {
  const { notices, draft, hours, files, fileBytes } = useLoaderData<typeof loader>();
  const say = useSay();
  const { code } = useLanguage();
  const [lead, ...more] = notices.start;
  return (
    <>
      <h1>{say('start.title')}</h1>
      <p className="lead">{lead}</p>
      {draft ? (
        <div className="panel">
          <p>{say(draft.submitted ? 'start.receiptThere' : 'start.again')}</p>
          <p>
            <a className="button" href={draft.submitted ? '/report/receipt' : '/report'}>
              {say(draft.submitted ? 'start.receipt' : 'start.continue')}
            </a>
          </p>
        </div>
      ) : null}
      <div className="panel warn">
        <h2>{say('start.before')}</h2>
        <ul>
          {more.map((text) => (
            <li key={text}>{text}</li>
          ))}
          <li>{notices.referral}</li>
        </ul>
      </div>
      <h2>{say('start.how')}</h2>
      <ol>
        <li>{say('start.how.1')}</li>
        <li>{say('start.how.2', { files, size: formatLimit(fileBytes, code) })}</li>
        <li>{say('start.how.3')}</li>
      </ol>
      <p>{say('start.kept', { hours })}</p>
      <h2>{say('start.safety')}</h2>
      <ul>
        {notices.safety.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <form method="post" action="/report">
        <button type="submit" className={draft && !draft.submitted ? 'second' : undefined}>
          {say('start.begin')}
        </button>
      </form>
      <p>
        {say('start.return')} <a href="/follow">{say('shell.follow')}</a>
      </p>
    </>
  );
}
