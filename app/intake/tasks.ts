/** The task list: which pages there are for this witness, what is done, what is needed, and which page comes next. */
import { isTold, type SectionName, type Sections } from './draft/content.ts';
import { questions } from './questions/questions.ts';

const taskGroups = [
  { key: 'about', sections: ['event', 'part', 'what', 'conduct', 'when', 'where'] },
  { key: 'people', sections: ['who', 'vehicles', 'whom', 'police', 'witnesses'] },
  { key: 'more', sections: ['reported', 'losing', 'links'] },
  { key: 'files', sections: [] },
  { key: 'you', sections: ['contact', 'help', 'use'] },
] as const satisfies readonly { key: string; sections: readonly SectionName[] }[];

export type GroupKey = (typeof taskGroups)[number]['key'];
export type Task = { name: SectionName; path: string; state: 'done' | 'needed' | 'optional' };
/** `hasStatement`: one that has arrived. */
type Answered = { sections: Sections; hasStatement: boolean };

/** A page is done when it was saved; "what happened" when it is told, in writing or by a statement. */
function isDone(name: SectionName, { sections, hasStatement }: Answered): boolean {
  return name === 'what' ? isTold(sections, hasStatement) : sections[name] !== undefined;
}

/** The pages of each group. The page about events is left out where the office has published none. */
export function readTasks(content: Answered, { hasIncidents }: { hasIncidents: boolean }): { key: GroupKey; tasks: Task[] }[] {
  return taskGroups.map(({ key, sections }) => ({
    key,
    tasks: sections.filter((name) => name !== 'event' || hasIncidents).map((name) => readTask(name, content)),
  }));
}

function readTask(name: SectionName, content: Answered): Task {
  const { path, required } = questions[name];
  return { name, path, state: isDone(name, content) ? 'done' : required ? 'needed' : 'optional' };
}

/** How many of the needed pages are not answered. At none the report can be handed in. */
export function countNeeded(content: Answered): number {
  return taskGroups.flatMap(({ sections }) => sections).filter((name) => readTask(name, content).state === 'needed').length;
}

/** The page after this one, in the order of the list; after the last, the check page, or the list while something needed is left. */
export function nextPath(name: SectionName, content: Answered): string {
  const order: string[] = taskGroups.flatMap(({ key, sections }) =>
    key === 'files' ? ['/report/files'] : sections.map((section) => questions[section].path),
  );
  return order[order.indexOf(questions[name].path) + 1] ?? (countNeeded(content) === 0 ? '/report/check' : '/report');
}
