import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asAccount } from '#db/connect.ts';
import { leadKindKeys } from '#db/vocabularies/report-answers.ts';
import { makeStaff, type StaffMember } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { settingKeys, settings, type SettingKey } from './definitions.ts';
import { listReaders, listSettings, listVersions, nameAccounts, readVersion, setSetting } from './office.ts';
import { readIntakeSettings, readSetting, readSettings, readSettingVersion } from './settings.ts';

let world: World;
let ada: StaffMember;
let bo: StaffMember;
let reviewer: StaffMember;
beforeAll(async () => {
  world = await openWorld({ name: 'settings' });
  ada = await makeStaff(world, ['administrator'], 'Ada Administrator');
  bo = await makeStaff(world, ['administrator'], 'Bo Administrator');
  reviewer = await makeStaff(world, ['reviewer'], 'Rea Reviewer');
});
afterAll(() => world.close());

const incident = { code: 'BUS-12', title: { en: 'Bus stop' }, date: '2026-11-02', place: 'Main Street', county: 'queens', open: true };

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

  test('name a time for every kind of recording that may be lost', () => {
    expect(Object.keys(settings['intake.preservationDays'].initial).toSorted()).toEqual(leadKindKeys.toSorted());
  });

  test.each<[string, SettingKey, unknown]>([
    ['an own text without a word', 'intake.texts', { own: { en: { 'notice.start.1': '  ' } } }],
    ['an own text of 2,001 characters', 'intake.texts', { own: { en: { 'notice.start.1': 'x'.repeat(2001) } } }],
    ['an own text with half a surrogate pair', 'intake.texts', { own: { en: { 'notice.start.1': 'a\uD800' } } }],
    ['an own text that is not the office’s', 'intake.texts', { own: { en: { 'refusal.home': 'Home' } } }],
    ['an own text in a language that is a path', 'intake.texts', { own: { '../en': { 'notice.start.1': 'x' } } }],
    ['a confirmation that is no fingerprint', 'intake.languages', { confirmed: { es: 'yes' } }],
    ['two incidents of one code', 'intake.incidents', [incident, { ...incident, title: { en: 'Other' } }]],
    ['an incident whose code is small', 'intake.incidents', [{ ...incident, code: 'bus' }]],
    ['an incident without an English name', 'intake.incidents', [{ ...incident, title: { es: 'Parada' } }]],
    ['an incident on no day', 'intake.incidents', [{ ...incident, date: '2026-02-30' }]],
    ['an incident in no county', 'intake.incidents', [{ ...incident, county: 'mars' }]],
    ['101 incidents', 'intake.incidents', Array.from({ length: 101 }, (_, n) => ({ ...incident, code: `N-${n}` }))],
    ['no time for a kind of recording', 'intake.preservationDays', { doorbell: 3 }],
    ['a sender with a line break', 'intake.mail', { from: { name: 'A\nBcc: x', address: 'a@example.org' } }],
    ['a sender that is no address', 'intake.mail', { from: { name: 'A', address: 'nobody' } }],
    ['a wait of an hour', 'intake.load', { freeStartsPerMinute: 60, hardestSeconds: 8, waitSeconds: 3600 }],
  ])('refuse %s', (_, key, value) => {
    expect(settings[key].schema.safeParse(value).success).toBe(false);
  });

  test('take 2,000 characters as people count them, in any script', () => {
    expect(settings['intake.texts'].schema.safeParse({ own: { ur: { 'status.response': '😀'.repeat(2000) } } }).success).toBe(true);
  });

  test('change by a new version with an event on the office’s chain, which names old and new by version and the reason by its code', async () => {
    const version = await setSetting(world.sql('console'), ada.id, {
      key: 'intake.maxFiles',
      value: 12,
      readVersion: 1,
      reason: 'running',
    });
    expect(version).toBe(2);
    expect((await readIntakeSettings(world.sql('intake')))['intake.maxFiles']).toBe(12);
    const [event] = await world.ownerSql<
      { action: string; actor: string; payload: string; reason: string }[]
    >`select action, actor, payload, envelope::jsonb ->> 'reason' as reason from custody_events where subject_kind = 'office' order by seq desc limit 1`;
    expect(event).toEqual({
      action: 'setting.changed',
      actor: `account:${ada.id}`,
      reason: 'running',
      payload: '{"key":"intake.maxFiles","value":12,"version":2}',
    });
    expect([...(await world.ownerSql`select version, value, reason from settings where key = 'intake.maxFiles' order by version`)]).toEqual(
      [
        { version: 1, value: 50, reason: null },
        { version: 2, value: 12, reason: 'running' },
      ],
    );
  });

  test('tell the public form which version of the office’s words it shows', async () => {
    expect((await readIntakeSettings(world.sql('intake'))).textsVersion).toBe(1);
    await setSetting(world.sql('console'), ada.id, {
      key: 'intake.texts',
      value: { own: { en: { 'notice.start.2': 'Call 911 if someone is in danger.' } } },
      readVersion: 1,
      reason: 'lawyer',
    });
    const found = await readIntakeSettings(world.sql('intake'));
    expect(found.textsVersion).toBe(2);
    expect(found['intake.texts'].own.en).toEqual({ 'notice.start.2': 'Call 911 if someone is in danger.' });
  });

  test('do not change when somebody else was first, or to what the definition does not allow', async () => {
    const change = (value: number, readVersion: number) =>
      setSetting(world.sql('console'), ada.id, { key: 'export.days', value, readVersion, reason: 'other' });
    const both = await Promise.allSettled([change(5, 1), change(6, 1)]);
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(change(7, 1)).rejects.toMatchObject({ name: 'SettingChangedElsewhere' });
    await expect(change(0, 2)).rejects.toMatchObject({ name: 'SettingInvalid' });
    expect(await readSettingVersion(world.ownerSql, 'export.days')).toBe(2);
  });

  test('are the administrator’s alone: each verb refuses others, and so does the database where a verb forgets', async () => {
    const sql = world.sql('console');
    const notAllowed = { name: 'NotAllowed' };
    await expect(setSetting(sql, reviewer.id, { key: 'export.days', value: 9, readVersion: 2, reason: 'other' })).rejects.toMatchObject(
      notAllowed,
    );
    await expect(listSettings(sql, reviewer.id)).rejects.toMatchObject(notAllowed);
    await expect(listVersions(sql, reviewer.id, { key: 'export.days', limit: 5 })).rejects.toMatchObject(notAllowed);
    await expect(listReaders(sql, reviewer.id)).rejects.toMatchObject(notAllowed);
    await expect(nameAccounts(sql, reviewer.id, [ada.id])).rejects.toMatchObject(notAllowed);
    const write = (as: string, by: string) =>
      asAccount(sql, as, (tx) => tx`insert into settings (key, version, value, changed_by) values ('export.days', 90, '9', ${by})`);
    await expect(write(reviewer.id, reviewer.id)).rejects.toMatchObject({ code: '42501' });
    await expect(write(reviewer.id, ada.id)).rejects.toMatchObject({ code: '42501' });
    await expect(write(ada.id, bo.id)).rejects.toMatchObject({ code: '42501' });
    await expect(write(randomUUID(), ada.id)).rejects.toMatchObject({ code: '42501' });
  });

  test('keep every version with who made it and why, to be read page by page', async () => {
    const sql = world.sql('console');
    for (const [n, who] of [ada, bo, ada].entries())
      await setSetting(sql, who.id, { key: 'review.claimMinutes', value: 30 + n, readVersion: n + 1, reason: 'staff' });
    const newest = await listVersions(sql, bo.id, { key: 'review.claimMinutes', limit: 3 });
    expect(newest.map(({ version, value, changedBy, reason }) => [version, value, changedBy, reason])).toEqual([
      [4, 32, 'Ada Administrator', 'staff'],
      [3, 31, 'Bo Administrator', 'staff'],
      [2, 30, 'Ada Administrator', 'staff'],
    ]);
    const older = await listVersions(sql, bo.id, { key: 'review.claimMinutes', before: 2, limit: 3 });
    expect(older.map(({ version, value, changedBy }) => [version, value, changedBy])).toEqual([[1, 20, null]]);
    expect((await readVersion(sql, bo.id, { key: 'review.claimMinutes', version: 3 }))?.value).toBe(31);
    expect(await readVersion(sql, bo.id, { key: 'review.claimMinutes', version: 9 })).toBeNull();
    expect((await listSettings(sql, bo.id)).find(({ key }) => key === 'review.claimMinutes')?.version).toBe(4);
  });

  test('name as the restricted officer only people who read reports', async () => {
    expect(await listReaders(world.sql('console'), ada.id)).toEqual([{ id: reviewer.id, name: reviewer.name, email: reviewer.email }]);
    expect(await nameAccounts(world.sql('console'), ada.id, [bo.id, randomUUID()])).toEqual({ [bo.id]: bo.name });
  });

  test('that no longer fit are refused when read, not guessed', async () => {
    await world.superSql`insert into settings (key, version, value) values ('review.claimMinutes', 5, '"many"')`;
    await expect(readSetting(world.sql('console'), 'review.claimMinutes')).rejects.toMatchObject({ name: 'SettingInvalid' });
  });
});
