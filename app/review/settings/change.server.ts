/** Changing a setting from a form: the reason, the fresh sign-in, two administrators at once. What was typed is never lost. */
import type { AppLoadContext } from '@remix-run/node';
import { json, redirect } from '@remix-run/node';
import type { FormErrors, FormValues } from '#app/ui/form.tsx';
import { canonicalise } from '#db/custody/canonical.ts';
import { changeReasonKeys } from '#db/settings/change-reasons.ts';
import { settings, type SettingKey, type SettingValue } from '#db/settings/definitions.ts';
import { listReaders, nameAccounts, readVersion, setSetting, type SettingVersion } from '#db/settings/office.ts';
import type { Staff } from '../session.server.ts';
import { describeSetting, type Names } from './describe.server.ts';
import { compareLines, type Difference } from './differences.ts';
import { sentValues, textOf } from './read-form.server.ts';

/** What a form says when nothing was saved. */
export type Refused = {
  message: string;
  errors: FormErrors;
  values: FormValues;
  /** What another administrator changed meanwhile. */
  others: Difference[];
  /** The sign-in is too old; the form is kept while it is confirmed in another window. */
  confirm: boolean;
};

export type Change<K extends SettingKey> = {
  key: K;
  sent: FormData;
  /** What is wrong with the fields, found before. */
  errors: FormErrors;
  /** What is changed: only where someone else changed this very part is it a conflict. */
  part: (value: SettingValue<K>) => unknown;
  change: (value: SettingValue<K>) => SettingValue<K>;
  /** Where to go afterwards. */
  page: string;
};

const tries = 3;

/** Saves, or says in sentences why not. The version that the person read comes with the form (`read`). */
export async function saveChange<K extends SettingKey>(context: AppLoadContext, staff: Staff, asked: Change<K>) {
  const { key, sent, part, change, page } = asked;
  const { sql } = context;
  const reason = changeReasonKeys.find((one) => one === textOf(sent, 'reason'));
  const errors = { ...asked.errors, ...(reason ? {} : { reason: 'Choose why you change this.' }) };
  if (!reason || Object.keys(errors).length > 0)
    return refuse(422, sent, { message: 'Nothing was saved. Look at what is marked.', errors });
  if (!staff.fresh) return refuse(403, sent, { message: 'Nothing was saved yet: your sign-in is too old for this.', confirm: true });
  const read = Number(textOf(sent, 'read'));
  for (let turn = 1; ; turn += 1) {
    const current = await inForce(context, staff, key);
    if (current.version !== read) {
      const before = await readVersion(sql, staff.accountId, { key, version: Number.isInteger(read) ? read : 0 });
      const seen = before ? settings[key].schema.safeParse(before.value) : null;
      const isSame = seen?.success === true && canonicalise(part(seen.data as SettingValue<K>)) === canonicalise(part(current.value));
      if (!isSame) return refuse(409, sent, await conflict(context, staff, { key, before, current }));
    }
    try {
      const version = await setSetting(sql, staff.accountId, { key, value: change(current.value), readVersion: current.version, reason });
      return redirect(`${page}${page.includes('?') ? '&' : '?'}saved=${version}`);
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (name === 'SettingInvalid')
        return refuse(422, sent, { message: 'Nothing was saved: these values do not fit together. Check each of them.' });
      if (name !== 'SettingChangedElsewhere' || turn === tries) throw error;
    }
  }
}

export function refuse(status: number, sent: FormData, said: Partial<Refused> & { message: string }) {
  return json<Refused>({ errors: {}, others: [], confirm: false, values: sentValues(sent), ...said }, { status });
}

type InForce<K extends SettingKey> = Omit<SettingVersion, 'value'> & { value: SettingValue<K> };

/** The value in force, with who set it; the default where none is stored (version 0), or where what is stored no longer fits: its form must open for it to be put right. */
export async function inForce<K extends SettingKey>(context: AppLoadContext, staff: Staff, key: K): Promise<InForce<K>> {
  const found = await readVersion(context.sql, staff.accountId, { key });
  const parsed = found ? settings[key].schema.safeParse(found.value) : null;
  const value = (parsed?.success ? parsed.data : settings[key].initial) as SettingValue<K>; // TypeScript does not follow a schema through a generic key
  return { ...(found ?? { key, version: 0, changedAt: new Date(0), changedBy: null, reason: null }), value };
}

/** Names for whatever accounts these values speak of. */
export async function namesIn(context: AppLoadContext, staff: Staff, values: readonly unknown[]): Promise<Names> {
  const ids = values.filter((value): value is string => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value));
  return ids.length === 0 ? {} : nameAccounts(context.sql, staff.accountId, ids);
}

/** Who can be named as the restricted officer, as the options of a field. */
export async function officerOptions(context: AppLoadContext, staff: Staff): Promise<{ value: string; label: string }[]> {
  const readers = await listReaders(context.sql, staff.accountId);
  return [{ value: '', label: 'Nobody named' }, ...readers.map(({ id, name, email }) => ({ value: id, label: `${name}, ${email}` }))];
}

async function conflict(
  context: AppLoadContext,
  staff: Staff,
  { key, before, current }: { key: SettingKey; before: SettingVersion | null; current: SettingVersion },
) {
  const names = await namesIn(context, staff, [before?.value, current.value]);
  const others = compareLines(before ? describeSetting(key, before.value, names) : [], describeSetting(key, current.value, names));
  const who = current.changedBy ?? 'someone else';
  return {
    message: `Not saved: ${who} changed this while you were writing. What you typed is still below. Look at the change, then save again.`,
    others,
  };
}
