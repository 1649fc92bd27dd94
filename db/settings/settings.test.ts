import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asAccount } from '#db/connect.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { settingKeys, settings } from './definitions.ts';
import { changeSetting, readIntakeSettings, readSetting, readSettings, readSettingVersion } from './settings.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'settings' });
});
afterAll(() => world.close());

describe('settings', () => {
  test.each(settingKeys)('%s has a default that fits its own definition', (key) => {
    expect(settings[key].schema.safeParse(settings[key].initial).success).toBe(true);
  });

  test('are seeded, and readable by every process group that needs them', async () => {
    expect(Object.keys(await readSettings(world.sql('records'))).toSorted()).toEqual(settingKeys.toSorted());
    expect(await readSetting(world.sql('receive'), 'retention.receiptDays')).toBe(30);
    expect(await readSettingVersion(world.sql('console'), 'retention.receiptDays')).toBe(1);
    const forIntake = await readIntakeSettings(world.sql('intake'));
    expect(forIntake['intake.maxFileBytes']).toBe(10 * 1024 ** 3);
    expect(Object.keys(forIntake)).not.toContain('retention.mode');
  });

  test('change by a new version with an event on the office’s chain, which names old and new by version', async () => {
    const accountId = randomUUID();
    const version = await asAccount(world.sql('console'), accountId, (tx) =>
      changeSetting(tx, { key: 'intake.maxFiles', value: 12, readVersion: 1, accountId }),
    );
    expect(version).toBe(2);
    expect((await readIntakeSettings(world.sql('intake')))['intake.maxFiles']).toBe(12);
    const [event] = await world.ownerSql<
      { action: string; actor: string; payload: string }[]
    >`select action, actor, payload from custody_events where subject_kind = 'office' order by seq desc limit 1`;
    expect(event).toEqual({
      action: 'setting.changed',
      actor: `account:${accountId}`,
      payload: '{"key":"intake.maxFiles","value":12,"version":2}',
    });
    expect([...(await world.ownerSql`select version, value from settings where key = 'intake.maxFiles' order by version`)]).toEqual([
      { version: 1, value: 50 },
      { version: 2, value: 12 },
    ]);
  });

  test('do not change when somebody else was first, or to what the definition does not allow', async () => {
    const accountId = randomUUID();
    const change = (value: number, readVersion: number) =>
      asAccount(world.sql('console'), accountId, (tx) => changeSetting(tx, { key: 'export.days', value, readVersion, accountId }));
    const both = await Promise.allSettled([change(5, 1), change(6, 1)]);
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(change(7, 1)).rejects.toMatchObject({ name: 'SettingChangedElsewhere' });
    await expect(change(0, 2)).rejects.toMatchObject({ name: 'SettingInvalid' });
    expect(await readSettingVersion(world.ownerSql, 'export.days')).toBe(2);
  });

  test('that no longer fit are refused when read, not guessed', async () => {
    await world.superSql`insert into settings (key, version, value) values ('review.claimMinutes', 2, '"many"')`;
    await expect(readSetting(world.sql('console'), 'review.claimMinutes')).rejects.toMatchObject({ name: 'SettingInvalid' });
  });
});
