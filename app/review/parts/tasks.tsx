import { Form, useNavigation } from '@remix-run/react';
import type { TaskLine } from '../task-lines.server.ts';
import { Moment } from './moment.tsx';

/** What did not work, with what was typed. */
export type TaskRefused = { taskId: string; message: string; outcome: string; note: string };

/** When a task is due; overdue in words, not by colour alone. */
export function Due({ task }: { task: TaskLine }) {
  if (task.due === null) return <span className="quiet">no day is set</span>;
  return (
    <>
      {task.due} {task.isOverdue ? <span className="chip bad">Overdue</span> : null}
    </>
  );
}

/** What came of a closed task. */
export function Done({ done }: { done: NonNullable<TaskLine['done']> }) {
  return (
    <>
      {done.outcome}
      <span className="sub">
        <bdi>{done.by}</bdi>
        <Moment at={done.at} />
      </span>
      {done.note ? (
        <p className="their-words small" dir="auto">
          {done.note}
        </p>
      ) : null}
    </>
  );
}

/** Closing asks what came of it. `from`: the page to come back to. */
export function CloseTask({ task, from, refused }: { task: TaskLine; from: string; refused: TaskRefused | undefined }) {
  const busy = useNavigation().state === 'submitting';
  const mine = refused?.taskId === task.id ? refused : undefined;
  const name = (field: string) => `${field}-${task.id}`;
  return (
    <details className="close-task" open={mine !== undefined}>
      <summary>
        Close…<span className="hidden">: {`${task.about}, ${task.reference}`}</span>
      </summary>
      <Form method="post" action="/tasks">
        <input type="hidden" name="task" value={task.id} />
        <input type="hidden" name="from" value={from} />
        {mine ? (
          <p className="error" role="alert" id={name('error')}>
            {mine.message}
          </p>
        ) : null}
        <div className="field">
          <label htmlFor={name('outcome')}>What came of it</label>
          <select
            id={name('outcome')}
            name="outcome"
            defaultValue={mine?.outcome ?? ''}
            required
            aria-describedby={mine ? name('error') : undefined}
          >
            <option value="">Choose…</option>
            {task.outcomes.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={name('note')}>Note (the witness never sees it)</label>
          <textarea id={name('note')} name="note" rows={2} maxLength={5000} dir="auto" defaultValue={mine?.note} />
        </div>
        <button disabled={busy}>Close the task</button>
      </Form>
    </details>
  );
}

/** The tasks of one report, on its page. */
export function TasksPanel({ tasks, from }: { tasks: readonly TaskLine[]; from: string }) {
  if (tasks.length === 0) return null;
  return (
    <section className="card" aria-labelledby="tasks-title">
      <h2 id="tasks-title">Tasks</h2>
      <ul className="plain task-list">
        {tasks.map((task) => (
          <li key={task.id}>
            <strong>{task.about}</strong>
            <span className="sub">
              <span>{task.kind}</span>
              {task.done ? null : (
                <span>
                  due <Due task={task} />
                </span>
              )}
            </span>
            {task.done ? <Done done={task.done} /> : <CloseTask task={task} from={from} refused={undefined} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
