import { placeLimit } from '#db/intake/sections.ts';
import { leadKindKeys } from '#db/vocabularies/report-answers.ts';
import { dayValues, readDay } from './day.ts';
import { entryValues, readEntries } from './entries.ts';
import { cleanLinksIn } from './links-in-text.ts';
import { given, one, type Question } from './question.ts';

/** Evidence that will be gone soon: each entry becomes a task with a due date when the report is handed in. */
export const losing: Question<'losing'> = {
  name: 'losing',
  path: '/report/losing',
  required: false,
  read(form) {
    const leads = readEntries(form, 'leads', (entry) => {
      const kind = entry.choice('kind', leadKindKeys, { required: 'losing.kind.required' });
      const where = entry.text('where', { limit: placeLimit });
      // A post that may be deleted is named by its address; as a share link it belongs on the page of links, where it is sealed.
      if (where !== undefined && cleanLinksIn(where).sharer) entry.problem('where', 'links.share.here');
      const rest = given({ where, lostOn: readDay(entry, 'lostOn', {}) });
      return kind === undefined ? undefined : { kind, ...rest };
    });
    return { leads: leads.filter((lead) => lead !== undefined) };
  },
  values: ({ leads }) =>
    entryValues('leads', leads, ({ kind, where, lostOn }) => ({ kind: [kind], where: one(where), ...dayValues('lostOn', lostOn) })),
};
