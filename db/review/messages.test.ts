import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeChoices } from '#db/intake/choices.ts';
import { correctReport } from '#db/intake/corrections.ts';
import { withdrawPage } from '#db/intake/follow-session.ts';
import { readPage } from '#db/intake/follow.ts';
import { sendToOffice } from '#db/intake/messages.ts';
import { comeBack, fileForReturn, sha256, type Returning } from '#tests/support/follow.ts';
import { actionsOn, makeStaff, seedReport, type StaffMember } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { askForFile, listWaiting, markRead, readConversation, sendToWitness, type Seen } from './messages.ts';

let world: World;
let ana: StaffMember;
let outsider: StaffMember;
beforeAll(async () => {
  world = await openWorld({ name: 'messages' });
  ana = await makeStaff(world, ['reviewer'], 'Ana Reviewer');
  outsider = await makeStaff(world, ['reviewer'], 'Not in the compartment');
});
afterAll(() => world.close());

const console = () => world.sql('console');
const intake = () => world.sql('intake');
const nothingSeen: Seen = { message: null, version: 1 };
const conversation = async (report: Returning, person = ana) => {
  const found = await readConversation(console(), person.id, report.submissionId);
  if (!found) throw new Error('no conversation');
  return found;
};
const waiting = async (report: Returning, person = ana) =>
  (await listWaiting(console(), person.id)).find(({ submissionId }) => submissionId === report.submissionId);

test('what a witness writes waits until somebody answers, and the answer is on their page with its event', async () => {
  const report = await fileForReturn(world);
  const session = await comeBack(intake(), report);
  await sendToOffice(intake(), session, 'first');
  await sendToOffice(intake(), session, '<b>second</b>');
  expect(await waiting(report)).toMatchObject({ messages: 2, changes: 0 });
  const { messages, seen } = await conversation(report);
  expect(messages).toMatchObject([
    { sender: 'witness', body: 'first', isRead: false },
    { sender: 'witness', body: '<b>second</b>', isRead: false },
  ]);
  expect(await sendToWitness(console(), ana.id, { submissionId: report.submissionId, body: 'Thank you', seen })).toEqual({
    outcome: 'sent',
  });
  expect(await waiting(report)).toBeUndefined();
  expect((await readPage(intake(), session)).messages.map(({ sender, body }) => `${sender}: ${body}`)).toEqual([
    'witness: first',
    'witness: <b>second</b>',
    'office: Thank you',
  ]);
  const [event] = await world.superSql<{ actor: string; envelope: string; payload: string; item: string }[]>`
    select actor, envelope, payload, item from custody_events where subject_id = ${report.submissionId} and action = 'message.sent'`;
  expect(event?.actor).toBe(`account:${ana.id}`);
  expect(`${event?.envelope}${event?.payload}`).not.toContain('Thank you');
  const [row] = await world.superSql<{ salt: Buffer }[]>`select salt from messages where id = ${event?.item ?? ''}`;
  expect(event?.payload).toContain(sha256(Buffer.concat([row?.salt ?? Buffer.alloc(0), Buffer.from('Thank you')])).toString('hex'));
});

test('what came after the page was read stays unread', async () => {
  const report = await fileForReturn(world);
  const session = await comeBack(intake(), report);
  await sendToOffice(intake(), session, 'seen');
  const { seen } = await conversation(report);
  await sendToOffice(intake(), session, 'not seen');
  await correctReport(intake(), session, { section: 'when', text: 'later' });
  await markRead(console(), ana.id, { submissionId: report.submissionId, seen });
  expect(await waiting(report)).toMatchObject({ messages: 1, changes: 1 });
  expect((await conversation(report)).messages.map(({ isRead }) => isRead)).toEqual([true, false]);
});

test('corrections and changed choices wait too, and are marked as read', async () => {
  const report = await fileForReturn(world);
  const session = await comeBack(intake(), report);
  await correctReport(intake(), session, { section: 'when', text: 'later' });
  const choices = { sharing: { prosecutors: false, oversight: false, publicReport: false }, showsReport: false };
  await changeChoices(intake(), session, choices, { version: 'texts-1', language: 'en', sha256: 'a'.repeat(64) });
  expect(await waiting(report)).toMatchObject({ messages: 0, changes: 2 });
  const { seen, unreadChanges } = await conversation(report);
  expect(unreadChanges.map(({ kind }) => kind)).toEqual(['correction', 'choice']);
  await markRead(console(), ana.id, { submissionId: report.submissionId, seen });
  expect(await waiting(report)).toBeUndefined();
});

test('a file is asked for once at a time, with the reason in the envelope', async () => {
  const report = await seedReport(world, { verdicts: ['clean'] });
  const fileId = report.files[0]?.id ?? '';
  const ask = () => askForFile(console(), ana.id, { submissionId: report.id, fileId, reason: 'cannot_open' });
  const outcomes = await Promise.all([ask(), ask()]);
  expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['already', 'asked']);
  expect(await askForFile(console(), ana.id, { submissionId: report.id, fileId: randomUUID(), reason: 'incomplete' })).toEqual({
    outcome: 'not_found',
  });
  const other = await seedReport(world, { verdicts: ['clean'] });
  expect(await askForFile(console(), ana.id, { submissionId: other.id, fileId, reason: 'incomplete' })).toEqual({ outcome: 'not_found' });
  const [event] = await world.superSql<{ envelope: string }[]>`
    select envelope from custody_events where subject_id = ${report.id} and action = 'file.requested'`;
  expect(JSON.parse(event?.envelope ?? '')).toMatchObject({ item: fileId, reason: 'cannot_open', actor: `account:${ana.id}` });
  expect((await readConversation(console(), ana.id, report.id))?.requests).toMatchObject([
    { file: 1, reason: 'cannot_open', answer: null, by: 'Ana Reviewer' },
  ]);
});

test('nobody outside of the compartment, and of a restricted report nobody but its officer, sees or writes anything', async () => {
  const report = await fileForReturn(world);
  await sendToOffice(intake(), await comeBack(intake(), report), 'for insiders');
  const [compartment] = await world.superSql<{ id: string }[]>`select id from compartments where code = 'local'`;
  await world.superSql`update submissions set compartment_id = ${compartment?.id ?? null} where id = ${report.submissionId}`;
  await world.superSql`insert into compartment_members (compartment_id, account_id) values (${compartment?.id ?? null}, ${ana.id})`;
  const sees = async (person: StaffMember) => (await readConversation(console(), person.id, report.submissionId)) !== null;
  const writes = (person: StaffMember) =>
    sendToWitness(console(), person.id, { submissionId: report.submissionId, body: 'x', seen: nothingSeen });
  expect([await sees(ana), await sees(outsider)]).toEqual([true, false]);
  expect(await waiting(report, outsider)).toBeUndefined();
  expect(await writes(outsider)).toEqual({ outcome: 'not_found' });
  await markRead(console(), outsider.id, { submissionId: report.submissionId, seen: (await conversation(report)).seen });
  expect(await waiting(report)).toMatchObject({ messages: 1 });
  await world.superSql`update submissions set restricted_at = clock_timestamp(), restricted_officer = ${outsider.id}, compartment_id = null where id = ${report.submissionId}`;
  expect([await sees(ana), await sees(outsider)]).toEqual([false, true]);
  expect(await writes(ana)).toEqual({ outcome: 'not_found' });
});

test.each(['prosecutor', 'auditor', 'administrator'] as const)('the %s has no part in it', async (role) => {
  const person = await makeStaff(world, [role]);
  const report = await fileForReturn(world);
  const attempts = [
    () => readConversation(console(), person.id, report.submissionId),
    () => listWaiting(console(), person.id),
    () => markRead(console(), person.id, { submissionId: report.submissionId, seen: nothingSeen }),
    () => sendToWitness(console(), person.id, { submissionId: report.submissionId, body: 'x', seen: nothingSeen }),
    () => askForFile(console(), person.id, { submissionId: report.submissionId, fileId: randomUUID(), reason: 'incomplete' }),
  ];
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ name: 'NotAllowed' });
});

test('to a page that its witness closed nothing is sent, and the reader is told', async () => {
  const report = await fileForReturn(world);
  await withdrawPage(intake(), await comeBack(intake(), report), report.proof);
  expect((await conversation(report)).isClosed).toBe(true);
  expect(await sendToWitness(console(), ana.id, { submissionId: report.submissionId, body: 'x', seen: nothingSeen })).toEqual({
    outcome: 'closed',
  });
});

test('reading the plain page of messages is a look at the report', async () => {
  const report = await fileForReturn(world);
  await readConversation(console(), ana.id, report.submissionId);
  expect(await actionsOn(world, 'submission', report.submissionId)).toEqual(['submission.received']);
  for (let look = 0; look < 2; look += 1) await readConversation(console(), ana.id, report.submissionId, { asView: true });
  expect(await actionsOn(world, 'submission', report.submissionId)).toEqual(['submission.received', 'submission.viewed']);
});
