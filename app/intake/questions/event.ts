/** Which event: one that the office has published, or something else. */
import type { Question } from './question.ts';

/** The answer "something else". No incident can have it as its code: codes are written in capitals. */
export const noIncident = 'other';

export const event: Question<'event'> = {
  name: 'event',
  path: '/report/event',
  required: false,
  read(form, { incidents }) {
    const chosen = form.choice('incident', [...incidents, noIncident], { required: 'event.incident.required' });
    return chosen === undefined ? undefined : { incident: chosen === noIncident ? null : chosen };
  },
  values: ({ incident }) => ({ incident: [incident ?? noIncident] }),
};
