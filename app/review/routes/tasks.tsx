import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json, redirect } from '@remix-run/node';
import { Link, useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { z } from 'zod';
import { countCharacters } from '#db/intake/text.ts';
import { closeTask, listTasks, taskViews } from '#db/review/tasks.ts';
import { Moment } from '../parts/moment.tsx';
import { CloseTask, Done, Due } from '../parts/tasks.tsx';
import type { TaskRefused } from '../parts/tasks.tsx';
import { requireStaff, safeReturn } from '../session.server.ts';
import { textProblem } from '../settings/read-form.server.ts';
import { toTaskLine } from '../task-lines.server.ts';
import { formatTime } from '../times.ts';

export const meta: MetaFunction = () => [{ title: 'Tasks · Exhibit' }];

const identifier = z.uuid();
const longestNote = 5000;
const viewLabels = { open: 'Open', done: 'Closed' } as const;

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireStaff(asked, ['task.work']);
  const view = taskViews.find((name) => name === new URL(asked.request.url).searchParams.get('view')) ?? 'open';
  const { tasks, more } = await listTasks(asked.context.sql, staff.accountId, { view });
  return json({ view, tasks: tasks.map(toTaskLine), more });
}

export async function action(asked: ActionFunctionArgs) {
  const staff = await requireStaff(asked, ['task.work']);
  const sent = await asked.request.formData();
  const typed = (name: string) => {
    const value = sent.get(name);
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
  };
  const [taskId, result, note] = [typed('task'), typed('outcome'), typed('note')];
  const refuse = (status: number, message: string) =>
    json<TaskRefused>({ taskId, message, outcome: result, note: note.slice(0, 2 * longestNote) }, { status });
  if (!identifier.safeParse(taskId).success) throw new Response(null, { status: 404 });
  if (result === '') return refuse(422, 'Choose what came of the task.');
  if (countCharacters(note) > longestNote) return refuse(422, 'The note is too long: 5,000 characters are the most.');
  const odd = textProblem(note.replaceAll('\t', ' '));
  if (odd) return refuse(422, odd);
  const done = await closeTask(asked.context.sql, staff.accountId, { taskId, result, note });
  switch (done.outcome) {
    case 'not_found':
      throw new Response(null, { status: 404 });
    case 'unknown_outcome':
      return refuse(422, 'Choose what came of the task.');
    case 'already':
      return refuse(409, `Not saved: ${done.by} closed this task, ${formatTime(done.at.toISOString())}.`);
    case 'closed': {
      const from = safeReturn(sent.get('from'));
      return redirect(from.startsWith('/submissions/') ? from : '/tasks?closed');
    }
  }
}

export default function Tasks() {
  const { view, tasks, more } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const [search] = useSearchParams();
  // Closed by someone else: its line is not in the list any more, and what was typed must not vanish with it.
  const lost = refused && !tasks.some((task) => task.id === refused.taskId) ? refused : undefined;
  return (
    <>
      <div className="title-line">
        <h1>Tasks</h1>
        <nav className="tabs" aria-label="Views">
          {(['open', 'done'] as const).map((name) => (
            <Link key={name} to={`/tasks?view=${name}`} aria-current={name === view ? 'page' : undefined}>
              {viewLabels[name]}
            </Link>
          ))}
        </nav>
      </div>
      <p className="quiet">Recordings that may soon be lost, and help that was asked for. What is due first stands first.</p>
      {search.has('closed') && !refused ? (
        <p className="alert calm" role="status">
          The task is closed.
        </p>
      ) : null}
      {lost ? (
        <div className="alert" role="alert">
          <p>{lost.message}</p>
          {lost.note ? (
            <p className="their-words small" dir="auto">
              {lost.note}
            </p>
          ) : null}
        </div>
      ) : null}
      {tasks.length === 0 ? (
        <p className="nothing">{view === 'open' ? 'Nothing is to be done.' : 'No task has been closed yet.'}</p>
      ) : (
        <ul className="task-cards">
          {tasks.map((task) => (
            <li key={task.id} className="card">
              <div className="task-head">
                <h2>{task.about}</h2>
                <span className="chip">{task.kind}</span>
                <Link to={`/submissions/${task.submissionId}`} className="reference">
                  {task.reference}
                </Link>
              </div>
              {task.done ? (
                <Done done={task.done} />
              ) : (
                <>
                  <p className="due">
                    Due: <Due task={task} />
                  </p>
                  <p className="sub">
                    <span>
                      Since <Moment at={task.since} />
                    </span>
                  </p>
                  <CloseTask task={task} from="/tasks" refused={refused} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {more ? <p className="quiet">There are more. Close some of these to see them.</p> : null}
    </>
  );
}
