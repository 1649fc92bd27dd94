/** The administrator's side of the settings: who changed what and why, and changing it. */
import { actAs } from '../accounts/act-as.ts';
import type { Sql } from '../connect.ts';
import type { ChangeReason } from './change-reasons.ts';
import type { SettingKey, SettingValue } from './definitions.ts';
import { changeSetting } from './settings.ts';

export type SettingVersion = {
  key: string;
  version: number;
  /** As stored: an old version need not fit today's definition. */
  value: unknown;
  changedAt: Date;
  /** Null where the software itself set the default. */
  changedBy: string | null;
  reason: string | null;
};

/**
 * The version in force of every key that was ever set, also of keys that this version of the software has no definition for.
 * @throws NotAllowed
 */
export async function listSettings(sql: Sql, accountId: string): Promise<SettingVersion[]> {
  return actAs(sql, accountId, ['settings.write'], async (tx) => [
    ...(await tx<SettingVersion[]>`
      select distinct on (s.key) s.key, s.version, s.value, s.changed_at as "changedAt", a.name as "changedBy", s.reason
      from settings s left join accounts a on a.id = s.changed_by order by s.key, s.version desc`),
  ]);
}

/**
 * Versions of one key, the newest first.
 * @param before versions below this one, for the next page
 * @throws NotAllowed
 */
export async function listVersions(
  sql: Sql,
  accountId: string,
  { key, before, limit }: { key: SettingKey; before?: number | undefined; limit: number },
): Promise<SettingVersion[]> {
  return actAs(sql, accountId, ['settings.write'], async (tx) => [
    ...(await tx<SettingVersion[]>`
      select s.key, s.version, s.value, s.changed_at as "changedAt", a.name as "changedBy", s.reason
      from settings s left join accounts a on a.id = s.changed_by
      where s.key = ${key} ${before === undefined ? tx`` : tx`and s.version < ${before}`} order by s.version desc limit ${limit}`),
  ]);
}

/**
 * Changes a setting in a person's name: a new version, and an event on the office's chain.
 * @param readVersion what the person had before them; where somebody else was first nothing is written
 * @throws NotAllowed, SettingInvalid, SettingChangedElsewhere
 */
export async function setSetting<K extends SettingKey>(
  sql: Sql,
  accountId: string,
  { key, value, readVersion, reason }: { key: K; value: SettingValue<K>; readVersion: number; reason: ChangeReason },
): Promise<number> {
  return actAs(sql, accountId, ['settings.write'], (tx) => changeSetting(tx, { key, value, readVersion, accountId, reason }));
}

export type Colleague = { id: string; name: string; email: string };

/**
 * Who may be named as the one person that sees restricted reports: active accounts that read reports at all.
 * @throws NotAllowed
 */
export async function listReaders(sql: Sql, accountId: string): Promise<Colleague[]> {
  return actAs(sql, accountId, ['settings.write'], async (tx) => [
    ...(await tx<Colleague[]>`
      select a.id, a.name, a.email from accounts a where a.state = 'active' and exists (
        select from account_roles r join rights on rights.role = r.role where r.account_id = a.id and rights.verb = 'submission.read')
      order by a.name, a.id`),
  ]);
}

/**
 * One version of a key, or the one in force; null where there is none.
 * @throws NotAllowed
 */
export async function readVersion(
  sql: Sql,
  accountId: string,
  { key, version }: { key: SettingKey; version?: number | undefined },
): Promise<SettingVersion | null> {
  const [found] = await listVersions(sql, accountId, { key, before: version === undefined ? undefined : version + 1, limit: 1 });
  return found && (version === undefined || found.version === version) ? found : null;
}

/**
 * Names of accounts that a setting speaks of, also of those that are no longer active.
 * @throws NotAllowed
 */
export async function nameAccounts(sql: Sql, accountId: string, ids: readonly string[]): Promise<Record<string, string>> {
  return actAs(sql, accountId, ['settings.write'], async (tx) => {
    const rows = await tx<{ id: string; name: string }[]>`select id, name from accounts where id = any(${[...ids]}::uuid[])`;
    return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
  });
}
