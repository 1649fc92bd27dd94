import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { formatMoment, textsIn } from '#app/i18n/texts.ts';
import { readUploads } from '#db/intake/uploads.ts';
import { writeTicket } from '../draft/cookie.ts';
import { beginDraft } from '../draft/draft.ts';
import { demandDraft } from '../questions/question-page.ts';
import { questions } from '../questions/questions.ts';
import { orRefuse } from '../refuse.ts';
import { useLanguage, useSay } from '../speech.tsx';

export const meta: MetaFunction = () => [{ title: textsIn('en')('tasks.title') }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  return orRefuse(async () => {
    const draft = await demandDraft(request, context);
    const uploads = await readUploads(context.sql, draft.proof);
    return {
      tasks: Object.values(questions).map(({ name, path, required }) => ({
        name,
        path,
        required,
        done: draft.content.sections[name] !== undefined,
      })),
      files: uploads.filter(({ state }) => state === 'stored').length,
      expiresAt: draft.expiresAt.toISOString(),
    };
  });
}

/** Starts a draft: the only moment at which a browser gets a cookie. */
export async function action({ context }: ActionFunctionArgs) {
  return orRefuse(async () => {
    const ticket = await beginDraft(context, 'en');
    return redirect('/report', { status: 303, headers: { 'Set-Cookie': writeTicket(ticket, context.secure) } });
  });
}

export default function Tasks() {
  const { tasks, files, expiresAt } = useLoaderData<typeof loader>();
  const say = useSay();
  const { code } = useLanguage();
  return (
    <>
      <h1>{say('tasks.title')}</h1>
      <p>{say('tasks.intro')}</p>
      <ul className="tasks">
        {tasks.map(({ name, path, required, done }) => (
          <li key={name}>
            <a href={path}>{say(`tasks.${name}`)}</a>
            {done ? (
              <span className="tag done">{say('tasks.done')}</span>
            ) : (
              <span className={required ? 'tag needed' : 'tag'}>{say(required ? 'tasks.needed' : 'tasks.optional')}</span>
            )}
          </li>
        ))}
        <li>
          <a href="/report/files">{say('tasks.filesPage')}</a>
          <span className={files > 0 ? 'tag done' : 'tag'}>{files > 0 ? say('tasks.files', { count: files }) : say('tasks.optional')}</span>
        </li>
      </ul>
      <p>
        <a className="button" href="/report/check">
          {say('tasks.check')}
        </a>
      </p>
      <p className="quiet">{say('tasks.until', { until: formatMoment(new Date(expiresAt), code, 'America/New_York') })}</p>
    </>
  );
}
