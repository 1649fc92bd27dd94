import { expect, test } from 'vitest';
import { findTasks } from './tasks.ts';

const preservationDays = { shop_camera: 3, transit_camera: 3, doorbell: 3, body_worn: 14, traffic_camera: 3, post: 2, other: 5 };
const due = (kind: 'shop_camera' | 'body_worn', lostOn?: string, today = '2026-11-22') =>
  findTasks({ losing: { leads: [{ kind, ...(lostOn === undefined ? {} : { lostOn }) }] } }, { today, preservationDays })[0]?.dueOn;

test('a lead is due after the office’s days, or when the witness says that it is lost, whichever is earlier', () => {
  expect(due('shop_camera')).toBe('2026-11-25');
  expect(due('body_worn')).toBe('2026-12-06');
  expect(due('body_worn', '2026-11-30')).toBe('2026-11-30');
  expect(due('shop_camera', '2026-11-30')).toBe('2026-11-25');
});

test('what may be lost already is due first of all', () => {
  expect(due('shop_camera', '2026-11-01')).toBe('2026-11-01');
});

test('days are counted over the ends of months and years', () => {
  expect(due('shop_camera', undefined, '2026-12-30')).toBe('2027-01-02');
  expect(due('shop_camera', undefined, '2028-02-27')).toBe('2028-03-01');
});

test('each lead and each need is a task with its place on the form, and no word of the witness is in it', () => {
  const tasks = findTasks(
    {
      losing: {
        leads: [
          { kind: 'post', where: 'canary' },
          { kind: 'doorbell', where: 'canary' },
        ],
      },
      help: { needs: ['legal', 'interpreter'] },
    },
    { today: '2026-11-22', preservationDays },
  );
  expect(tasks).toEqual([
    { kind: 'preservation', ordinal: 1, about: { lead: 'post' }, dueOn: '2026-11-24' },
    { kind: 'preservation', ordinal: 2, about: { lead: 'doorbell' }, dueOn: '2026-11-25' },
    { kind: 'help', ordinal: 1, about: { need: 'legal' }, dueOn: null },
    { kind: 'help', ordinal: 2, about: { need: 'interpreter' }, dueOn: null },
  ]);
});

test('no help, and no answer, is no task', () => {
  expect(findTasks({ help: { needs: ['none'] } }, { today: '2026-11-22', preservationDays })).toEqual([]);
  expect(findTasks({}, { today: '2026-11-22', preservationDays })).toEqual([]);
});
