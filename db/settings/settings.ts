/** Reading and changing settings. Every change is a new version and an event on the office's chain; nothing is overwritten. */
import type { Query, Transaction } from '../connect.ts';
import { appendCustody } from '../custody/append.ts';
import type { Actor } from '../custody/append.ts';
import { canonicalise } from '../custody/canonical.ts';
import { askIntake } from '../intake/errors.ts';
import { officeSubject } from '../custody/office.ts';
import type { ChangeReason } from './change-reasons.ts';
import { intakeSettingKeys, settingKeys, settings } from './definitions.ts';
import type { IntakeSettings, SettingKey, SettingValue, Settings } from './definitions.ts';

/** A stored or offered value does not fit the setting's definition. */
export class SettingInvalid extends Error {
  override name = 'SettingInvalid';
}

/** Somebody else changed the setting since it was read. */
export class SettingChangedElsewhere extends Error {
  override name = 'SettingChangedElsewhere';
}

/** The value in force; its default where no version was stored yet. Throws `SettingInvalid` for a stored value that no longer fits. */
export async function readSetting<K extends SettingKey>(sql: Query, key: K): Promise<SettingValue<K>> {
  const [row] = await sql<{ value: unknown }[]>`select value from settings_current where key = ${key}`;
  return row ? parseSetting(key, row.value) : initialValue(key);
}

/** All settings in force. */
export async function readSettings(sql: Query): Promise<Settings> {
  const rows = await sql<{ key: string; value: unknown }[]>`select key, value from settings_current`;
  const stored = new Map(rows.map((row) => [row.key, row.value]));
  return collect(settingKeys, stored) as Settings; // one entry a key, each parsed by its own schema
}

/** What the intake process may know; it reads through its own function and sees no other key. Throws `RecordUnreachable`, `SettingInvalid`. */
export async function readIntakeSettings(sql: Query): Promise<IntakeSettings> {
  const [row] = await askIntake(() => sql<{ stored: Record<string, unknown> }[]>`select intake_settings() as stored`);
  const stored = new Map(Object.entries(row?.stored ?? {}));
  const version = stored.get('intake.textsVersion');
  return { ...collect(intakeSettingKeys, stored), textsVersion: typeof version === 'number' ? version : 0 } as IntakeSettings; // as above
}

/** The version in force, 0 where none was stored. */
export async function readSettingVersion(sql: Query, key: SettingKey): Promise<number> {
  const [row] = await sql<{ version: number }[]>`select version from settings_current where key = ${key}`;
  return row?.version ?? 0;
}

/**
 * Stores a new version and says so on the office's chain (last in the transaction). `readVersion` is what the person saw when they decided.
 * Throws `SettingInvalid`, `SettingChangedElsewhere`.
 */
export async function changeSetting<K extends SettingKey>(
  tx: Transaction,
  change: { key: K; value: SettingValue<K>; readVersion: number; accountId: string; reason: ChangeReason },
): Promise<number> {
  const value = parseSetting(change.key, change.value);
  const version = change.readVersion + 1;
  const previous = await readSettingVersion(tx, change.key);
  if (previous !== change.readVersion) throw new SettingChangedElsewhere(`the setting ${change.key} is at version ${previous}`);
  const [row] = await tx`
    insert into settings (key, version, value, changed_by, reason)
    values (${change.key}, ${version}, ${canonicalise(value)}::text::jsonb, ${change.accountId}, ${change.reason})
    on conflict do nothing returning version`;
  if (!row) throw new SettingChangedElsewhere(`the setting ${change.key} was changed at the same moment`);
  const actor: Actor = `account:${change.accountId}`;
  await appendCustody(tx, {
    subject: officeSubject,
    actor,
    role: 'administrator',
    action: 'setting.changed',
    reason: change.reason,
    payload: { key: change.key, version, value },
  });
  return version;
}

/** Writes version 1 of every setting that has none: called by each migrate. */
export async function seedSettings(tx: Transaction): Promise<void> {
  for (const key of settingKeys) {
    await tx`
      insert into settings (key, version, value) select ${key}, 1, ${canonicalise(settings[key].initial)}::text::jsonb
      where not exists (select from settings where key = ${key}) on conflict do nothing`;
  }
}

function collect(keys: readonly SettingKey[], stored: ReadonlyMap<string, unknown>): Partial<Settings> {
  return Object.fromEntries(keys.map((key) => [key, stored.has(key) ? parseSetting(key, stored.get(key)) : initialValue(key)]));
}

function parseSetting<K extends SettingKey>(key: K, value: unknown): SettingValue<K> {
  const parsed = settings[key].schema.safeParse(value);
  if (!parsed.success) throw new SettingInvalid(`the value of ${key} does not fit its definition`, { cause: parsed.error });
  return parsed.data as SettingValue<K>; // TypeScript does not follow a schema through a generic key
}

function initialValue<K extends SettingKey>(key: K): SettingValue<K> {
  return parseSetting(key, settings[key].initial);
}
