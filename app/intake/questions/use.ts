import { one, ticked, type Question } from './question.ts';

/** A notice, and choices that depend neither on it nor on each other. */
export const use: Question<'use'> = {
  name: 'use',
  path: '/report/use',
  required: true,
  read(form, { noticeShown }) {
    const shown = form.values.shown?.[0];
    // What is recorded is what stood on the page, so words that changed meanwhile must be read first.
    if (shown !== undefined && shown !== noticeShown.sha256) {
      form.problem('read', 'use.read.changed');
      form.values.read = [];
    }
    if (!form.tick('read')) form.problem('read', 'use.read.required');
    return {
      notice: noticeShown,
      sharing: { prosecutors: form.tick('prosecutors'), oversight: form.tick('oversight'), publicReport: form.tick('publicReport') },
      showsReport: form.tick('showsReport'),
    };
  },
  values: ({ notice, sharing, showsReport }) => ({
    read: ['yes'],
    shown: one(notice.sha256),
    prosecutors: ticked(sharing.prosecutors),
    oversight: ticked(sharing.oversight),
    publicReport: ticked(sharing.publicReport),
    showsReport: ticked(showsReport),
  }),
};
