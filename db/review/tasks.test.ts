import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asAccount } from '#db/connect.ts';
import { actionsOn, makeStaff, seedReport, type SeededReport, type StaffMember } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { closeTask, listTasks, listTasksOf } from './tasks.ts';

let world: World;
let ana: StaffMember;
let ben: StaffMember;
let prosecutor: StaffMember;
let report: SeededReport;
beforeAll(async () => {
  world = await openWorld({ name: 'tasks' });
  ana = await makeStaff(world, ['reviewer'], 'Ana Reviewer');
  ben = await makeStaff(world, ['lead'], 'Ben Lead');
  prosecutor = await makeStaff(world, ['prosecutor'], 'Pru Prosecutor');
  report = await seedReport(world);
});
afterAll(() => world.close());

let ordinal = 0;
async function makeTask(submissionId: string, { due = '', kind = 'preservation' } = {}): Promise<string> {
  ordinal += 1;
  const about = kind === 'help' ? '{"need":"legal"}' : '{"lead":"doorbell"}';
  const [row] = await world.superSql<{ id: string }[]>`
    insert into tasks (submission_id, kind, ordinal, about, due_on)
    values (${submissionId}, ${kind}, ${ordinal}, ${about}::text::jsonb, ${due === '' ? null : due}::text::date) returning id`;
  return row?.id ?? '';
}
const officeDay = async (days: number) => {
  const [row] = await world.superSql<
    { day: string }[]
  >`select ((clock_timestamp() at time zone 'America/New_York')::date + ${days}::integer)::text as day`;
  return row?.day ?? '';
};
const sql = () => world.sql('console');

describe('tasks', () => {
  test('come by the day they are due, those without a day last, and are overdue when that day is over at the office', async () => {
    const own = await seedReport(world);
    const [yesterday, today, tomorrow] = [await officeDay(-1), await officeDay(0), await officeDay(1)];
    await makeTask(own.id, { kind: 'help' });
    await makeTask(own.id, { due: tomorrow });
    await makeTask(own.id, { due: yesterday });
    await makeTask(own.id, { due: today });
    const { tasks, more } = await listTasks(sql(), ana.id, { view: 'open' });
    expect(tasks.map(({ kind, dueOn, isOverdue, reference }) => [kind, dueOn, isOverdue, reference])).toEqual([
      ['preservation', yesterday, true, own.reference],
      ['preservation', today, false, own.reference],
      ['preservation', tomorrow, false, own.reference],
      ['help', null, false, own.reference],
    ]);
    expect(more).toBe(false);
  });

  test('are closed once, with what came of it and a note, in the closer’s name and in custody', async () => {
    const taskId = await makeTask(report.id, { due: '2026-01-02' });
    expect(await closeTask(sql(), ana.id, { taskId, result: 'kept', note: 'The shop sent a copy.' })).toEqual({ outcome: 'closed' });
    expect(await closeTask(sql(), ben.id, { taskId, result: 'lost', note: '' })).toMatchObject({ outcome: 'already', by: 'Ana Reviewer' });
    const [task] = await listTasksOf(sql(), ben.id, report.id);
    expect(task).toMatchObject({
      state: 'done',
      isOverdue: false,
      done: { by: 'Ana Reviewer', outcome: 'kept', note: 'The shop sent a copy.' },
    });
    expect((await listTasks(sql(), ben.id, { view: 'done' })).tasks.map(({ id }) => id)).toEqual([taskId]);
    expect((await actionsOn(world, 'submission', report.id)).filter((action) => action === 'task.closed')).toEqual(['task.closed']);
    const [event] = await world.superSql<{ reason: string; payload: string }[]>`
      select envelope::jsonb ->> 'reason' as reason, payload from custody_events where subject_id = ${report.id} and action = 'task.closed'`;
    expect(event?.reason).toBe('kept');
    expect(JSON.parse(event?.payload ?? '{}')).toMatchObject({ task: taskId, about: { lead: 'doorbell' }, note: 'The shop sent a copy.' });
  });

  test('of two who close one at the same moment one learns that it was the other', async () => {
    const taskId = await makeTask(report.id, { kind: 'help' });
    const both = await Promise.all([ana, ben].map((who) => closeTask(sql(), who.id, { taskId, result: 'referred', note: '' })));
    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['already', 'closed']);
  });

  test('end only in a way that their kind has', async () => {
    const taskId = await makeTask(report.id, { kind: 'help' });
    expect(await closeTask(sql(), ana.id, { taskId, result: 'kept', note: '' })).toEqual({ outcome: 'unknown_outcome' });
    expect(await closeTask(sql(), ana.id, { taskId, result: 'constructor', note: '' })).toEqual({ outcome: 'unknown_outcome' });
    expect(await closeTask(sql(), ana.id, { taskId: randomUUID(), result: 'kept', note: '' })).toEqual({ outcome: 'not_found' });
  });

  test('are there for no one who may not see the report, nor for who has no right to them', async () => {
    const hidden = await seedReport(world);
    const taskId = await makeTask(hidden.id, { due: '2026-01-02' });
    const code = randomUUID().slice(0, 8);
    await world.superSql`insert into compartments (code, name) values (${code}, ${code})`;
    await world.superSql`update submissions set compartment_id = (select id from compartments where code = ${code}) where id = ${hidden.id}`;
    expect((await listTasks(sql(), ana.id, { view: 'open' })).tasks.map(({ id }) => id)).not.toContain(taskId);
    expect(await listTasksOf(sql(), ana.id, hidden.id)).toEqual([]);
    expect(await closeTask(sql(), ana.id, { taskId, result: 'kept', note: '' })).toEqual({ outcome: 'not_found' });
    await expect(listTasks(sql(), prosecutor.id, { view: 'open' })).rejects.toMatchObject({ name: 'NotAllowed' });
    await expect(closeTask(sql(), prosecutor.id, { taskId, result: 'kept', note: '' })).rejects.toMatchObject({ name: 'NotAllowed' });
  });

  test('of a restricted report leave the list, also for its officer, who has them on the report’s page', async () => {
    const restricted = await seedReport(world);
    const taskId = await makeTask(restricted.id, { due: '2026-01-02' });
    await world.superSql`update submissions set restricted_at = clock_timestamp(), restricted_officer = ${ben.id} where id = ${restricted.id}`;
    expect((await listTasks(sql(), ben.id, { view: 'open' })).tasks.map(({ id }) => id)).not.toContain(taskId);
    expect((await listTasksOf(sql(), ben.id, restricted.id)).map(({ id }) => id)).toEqual([taskId]);
    expect(await listTasksOf(sql(), ana.id, restricted.id)).toEqual([]);
  });

  test('can be closed by the console only in the name of whoever asks and may work on them, whatever a verb forgets', async () => {
    const taskId = await makeTask(report.id, { due: '2026-01-02' });
    const close = (as: string, by: string) =>
      asAccount(sql(), as, async (tx) => [
        ...(await tx`update tasks set state = 'done', done_at = now(), done_by = ${by}, outcome = 'kept' where id = ${taskId} returning id`),
      ]);
    await expect(close(ana.id, ben.id)).rejects.toMatchObject({ code: '42501' });
    expect(await close(prosecutor.id, prosecutor.id)).toEqual([]);
    const [opened] = await world.superSql<{ id: string; number: string }[]>`
      insert into cases (number, title, created_by) values ('CASE-T', 'A case', ${prosecutor.id}) returning id, number`;
    await world.superSql`insert into case_members (case_id, account_id, added_by) values (${opened?.id ?? ''}, ${prosecutor.id}, ${ben.id})`;
    await world.superSql`insert into case_submissions (case_id, submission_id, added_by) values (${opened?.id ?? ''}, ${report.id}, ${ben.id})`;
    expect(await close(prosecutor.id, prosecutor.id)).toEqual([]);
  });
});
