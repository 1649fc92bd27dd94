/** Work beside the decision: recordings to be kept in time, and help that was asked for. Only of reports that the account may see (row policies). */
import { actAs } from '#db/accounts/act-as.ts';
import { appendCustody } from '#db/custody/append.ts';
import type { Sql, Transaction } from '#db/connect.ts';
import { taskOutcomes, type TaskKind } from '#db/vocabularies/task-outcomes.ts';

export type Task = {
  id: string;
  submissionId: string;
  reference: string;
  kind: TaskKind;
  /** A key of the form, such as `{ lead: 'doorbell' }`; never a witness's words. */
  about: Record<string, string>;
  /** A day, `2026-01-31`; help has none. */
  dueOn: string | null;
  isOverdue: boolean;
  createdAt: Date;
  state: 'open' | 'done';
  done: { at: Date; by: string; outcome: string; note: string } | null;
};

export const taskViews = ['open', 'done'] as const;
export type TaskView = (typeof taskViews)[number];

/** The page shows this many; the rest waits its turn, and the page says so. */
export const tasksShown = 200;

/**
 * Open tasks by the day they are due, help after those that have one on the same day; or the closed ones, the latest first. Restricted reports stay out of lists.
 * @throws NotAllowed
 */
export async function listTasks(sql: Sql, accountId: string, { view }: { view: TaskView }): Promise<{ tasks: Task[]; more: boolean }> {
  return actAs(sql, accountId, ['task.work'], async (tx) => {
    const order = view === 'open' ? tx`t.due_on nulls last, t.created_at, t.id` : tx`t.done_at desc, t.id`;
    const rows = await tx<Row[]>`
      ${selectTasks(tx)} where t.state = ${view} and s.restricted_at is null order by ${order} limit ${tasksShown + 1}`;
    return { tasks: rows.slice(0, tasksShown).map(toTask), more: rows.length > tasksShown };
  });
}

/**
 * All tasks of one report, open ones first.
 * @throws NotAllowed
 */
export async function listTasksOf(sql: Sql, accountId: string, submissionId: string): Promise<Task[]> {
  return actAs(sql, accountId, ['task.work'], async (tx) => {
    const rows = await tx<Row[]>`
      ${selectTasks(tx)} where t.submission_id = ${submissionId} order by t.state = 'done', t.due_on nulls last, t.created_at, t.id`;
    return rows.map(toTask);
  });
}

export type CloseOutcome =
  | { outcome: 'closed' }
  /** Somebody else was first; nothing was written. */
  | { outcome: 'already'; by: string; at: Date }
  /** This kind of task cannot end so. */
  | { outcome: 'unknown_outcome' }
  | { outcome: 'not_found' };

/**
 * Closes a task with what came of it. A closed one is never reopened: what happens later is said in the report's notes.
 * @param note free text of the staff member; the witness never sees it
 * @throws NotAllowed
 */
export async function closeTask(
  sql: Sql,
  accountId: string,
  { taskId, result, note }: { taskId: string; result: string; note: string },
): Promise<CloseOutcome> {
  return actAs(sql, accountId, ['task.work'], async (tx, { actor, role }) => {
    const [found] = await tx<Row[]>`${selectTasks(tx)} where t.id = ${taskId}`;
    if (!found) return { outcome: 'not_found' as const };
    if (!Object.hasOwn(taskOutcomes[found.kind], result)) return { outcome: 'unknown_outcome' as const };
    const [closed] = await tx`
      update tasks set state = 'done', done_at = clock_timestamp(), done_by = ${accountId}, outcome = ${result}, note = ${note}
      where id = ${taskId} and state = 'open' returning id`;
    if (!closed) {
      const [now] = await tx<Row[]>`${selectTasks(tx)} where t.id = ${taskId}`;
      const done = now && toTask(now).done;
      return done ? { outcome: 'already' as const, by: done.by, at: done.at } : { outcome: 'not_found' as const };
    }
    await appendCustody(tx, {
      subject: { kind: 'submission', id: found.submission_id },
      actor,
      role,
      action: 'task.closed',
      reason: result,
      payload: { task: taskId, kind: found.kind, about: found.about, outcome: result, note },
    });
    return { outcome: 'closed' as const };
  });
}

type Row = {
  id: string;
  submission_id: string;
  reference: string;
  kind: TaskKind;
  about: Record<string, string>;
  due_on: string | null;
  overdue: boolean;
  created_at: Date;
  state: 'open' | 'done';
  done_at: Date | null;
  done_by: string | null;
  outcome: string | null;
  note: string;
};

/** Days end in New York, where the office is. */
function selectTasks(tx: Transaction) {
  return tx`
    select t.id, t.submission_id, s.reference, t.kind, t.about, t.due_on::text as due_on, t.created_at, t.state, t.done_at, a.name as done_by, t.outcome, t.note,
      coalesce(t.state = 'open' and t.due_on < (clock_timestamp() at time zone 'America/New_York')::date, false) as overdue
    from tasks t join submissions s on s.id = t.submission_id left join accounts a on a.id = t.done_by`;
}

function toTask(row: Row): Task {
  return {
    id: row.id,
    submissionId: row.submission_id,
    reference: row.reference,
    kind: row.kind,
    about: row.about,
    dueOn: row.due_on,
    isOverdue: row.overdue,
    createdAt: row.created_at,
    state: row.state,
    done: row.done_at ? { at: row.done_at, by: row.done_by ?? '', outcome: row.outcome ?? '', note: row.note } : null,
  };
}
