import { contactModes, yesNoUnknown } from '#db/intake/sections.ts';
import { safeWayKeys } from '#db/vocabularies/report-answers.ts';
import { spokenKeys } from '#db/vocabularies/spoken.ts';
import { within } from './entries.ts';
import type { FormReader } from './form-reader.ts';
import { given, one, type Question } from './question.ts';

/** Who reports, for whom, and how to reach them. Nothing of it is ever needed. */
export const contact: Question<'contact'> = {
  name: 'contact',
  path: '/report/contact',
  required: false,
  read(form) {
    const mode = form.choice('mode', contactModes, { required: 'contact.mode.required' });
    const { name, email, phone } = readReach(form);
    const way = form.choice('way', safeWayKeys);
    const helper = readReach(within(form, 'helper.'));
    const personal = {
      name,
      email,
      phone,
      safeTimes: form.text('safeTimes', { limit: 500 }),
      organisation: form.text('organisation', { limit: 200 }),
      helper: unlessEmpty(helper),
    };
    // Nothing that was typed is dropped in silence: the witness decides which of the two was meant.
    if (mode === 'anonymous' && unlessEmpty(given(personal)) !== undefined) form.problem('mode', 'contact.mode.contradiction');
    const reachable = way === 'page' || [email, phone, helper.email, helper.phone].some((reach) => reach !== undefined);
    if (mode !== undefined && mode !== 'anonymous' && !reachable) form.problem('email', 'contact.way.required');
    const witness = unlessEmpty(given({ ...personal, way }));
    const affected = unlessEmpty(readReach(within(form, 'affected.')));
    const rest = given({
      under18: form.choice('under18', yesNoUnknown),
      language: form.choice('language', spokenKeys),
      interpreter: form.choice('interpreter', yesNoUnknown),
      leaveMessage: form.choice('leaveMessage', yesNoUnknown),
      retaliation: form.choice('retaliation', yesNoUnknown),
      witness,
      affected,
    });
    return mode === undefined ? undefined : { mode, ...rest };
  },
  values: ({ mode, under18, language, interpreter, leaveMessage, retaliation, witness, affected }) => ({
    mode: [mode],
    under18: one(under18),
    language: one(language),
    interpreter: one(interpreter),
    leaveMessage: one(leaveMessage),
    retaliation: one(retaliation),
    ...reachValues('', witness),
    safeTimes: one(witness?.safeTimes),
    way: one(witness?.way),
    organisation: one(witness?.organisation),
    ...reachValues('helper.', witness?.helper),
    ...reachValues('affected.', affected),
  }),
};

type Reach = { name?: string | undefined; email?: string | undefined; phone?: string | undefined };

function readReach(form: FormReader): Reach {
  const name = form.text('name', { limit: 200 });
  const email = form.text('email', { limit: 320 })?.trim();
  const phone = form.text('phone', { limit: 60 })?.trim();
  if (email !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) form.problem('email', 'contact.email.wrong');
  // Extensions, spaces and every script's digits: only what cannot be a number at all is asked about.
  if (phone !== undefined && (phone.match(/\p{Nd}/gu) ?? []).length < 5) form.problem('phone', 'contact.phone.wrong');
  return given({ name, email, phone });
}

function reachValues(prefix: string, reach: Reach | undefined): Record<string, string[]> {
  return { [`${prefix}name`]: one(reach?.name), [`${prefix}email`]: one(reach?.email), [`${prefix}phone`]: one(reach?.phone) };
}

function unlessEmpty<T extends object>(fields: T): T | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined;
}
