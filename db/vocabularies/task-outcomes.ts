/** What came of a task: chosen when it is closed, stored with it and in custody. */
export const taskOutcomes = {
  preservation: {
    asked: 'Asked to keep it; the answer is still open',
    kept: 'It is being kept, or the office has a copy',
    lost: 'It was lost before it could be kept',
    not_possible: 'There was no way to ask for it',
    not_needed: 'It was not needed',
  },
  help: {
    referred: 'Told where to find help',
    arranged: 'Help was arranged',
    not_reached: 'The person could not be reached',
    not_possible: 'No help could be found',
    not_needed: 'It was no longer needed',
  },
} as const;

export const taskKinds = { preservation: 'Keep a recording', help: 'Help' } as const;
export type TaskKind = keyof typeof taskKinds;
