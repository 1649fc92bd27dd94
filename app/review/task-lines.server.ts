/** What a task's line says: labels resolved, days in words. */
import { formatDay } from '#app/i18n/formats.ts';
import type { Task } from '#db/review/tasks.ts';
import { helpKinds, leadKinds } from '#db/vocabularies/report-answers.ts';
import { taskKinds, taskOutcomes } from '#db/vocabularies/task-outcomes.ts';
import { labelOf } from './labels.ts';

export function toTaskLine(task: Task) {
  const { id, submissionId, reference, kind, dueOn, isOverdue, state, done } = task;
  const about = kind === 'preservation' ? labelOf(leadKinds, task.about.lead ?? '') : labelOf(helpKinds, task.about.need ?? '');
  return {
    id,
    submissionId,
    reference,
    kind: taskKinds[kind],
    about,
    due: dueOn === null ? null : formatDay(dueOn, 'en'),
    isOverdue,
    since: task.createdAt.toISOString(),
    state,
    outcomes: Object.entries(taskOutcomes[kind]).map(([value, label]) => ({ value, label })),
    done: done && { at: done.at.toISOString(), by: done.by, outcome: labelOf(taskOutcomes[kind], done.outcome), note: done.note },
  };
}
export type TaskLine = ReturnType<typeof toTaskLine>;
