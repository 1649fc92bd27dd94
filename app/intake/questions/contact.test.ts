import { describe, expect, it } from 'vitest';
import { around, form, hostile, problemsOf } from '#tests/support/form.ts';
import { contact } from './contact.ts';
import { help } from './help.ts';
import { use } from './use.ts';

describe('contact', () => {
  it('is nothing at all for an anonymous witness', () => {
    expect(contact.read(form({ mode: 'anonymous', name: '', email: ' ', phone: '' }), around)).toEqual({ mode: 'anonymous' });
  });
  it.each(['name', 'safeTimes', 'organisation', 'helper.name'])('drops nothing in silence: anonymous with %s is asked about', (field) => {
    const reader = form({ mode: 'anonymous', [field]: 'A' });
    contact.read(reader, around);
    expect(problemsOf(reader)).toEqual({ mode: 'contact.mode.contradiction' });
    expect(reader.values[field]).toEqual(['A']);
  });
  it('keeps an anonymous witness’s language, needs and fears, and whom they report for', () => {
    const said = { mode: 'anonymous', way: 'page', language: 'ht', interpreter: 'yes', retaliation: 'yes', under18: 'no' };
    expect(contact.read(form({ ...said, 'affected.name': 'B' }), around)).toEqual({
      mode: 'anonymous',
      language: 'ht',
      interpreter: 'yes',
      retaliation: 'yes',
      under18: 'no',
      witness: { way: 'page' },
      affected: { name: 'B' },
    });
  });
  it('needs a way to reach a witness who wants to be reached', () => {
    const reader = form({ mode: 'open', name: 'A' });
    contact.read(reader, around);
    expect(problemsOf(reader)).toEqual({ email: 'contact.way.required' });
  });
  it.each([{ email: 'a@b.co' }, { phone: '212 555 0123' }, { way: 'page' }, { 'helper.phone': '21255501' }])('%j is such a way', (way) => {
    const reader = form({ mode: 'confidential', ...way });
    expect(contact.read(reader, around)).toMatchObject({ mode: 'confidential' });
    expect(reader.problems).toEqual({});
  });
  it('keeps the witness, their helper and the person affected apart', () => {
    const reader = form({
      mode: 'open',
      name: 'A',
      email: 'a@b.co',
      'helper.name': 'H',
      'affected.name': 'B',
      'affected.phone': '5550199',
    });
    expect(contact.read(reader, around)).toEqual({
      mode: 'open',
      witness: { name: 'A', email: 'a@b.co', helper: { name: 'H' } },
      affected: { name: 'B', phone: '5550199' },
    });
  });
  it.each([
    ['email', 'a', 'contact.email.wrong'],
    ['email', 'a b@c.de', 'contact.email.wrong'],
    ['affected.email', '@', 'contact.email.wrong'],
    ['helper.phone', 'call me', 'contact.phone.wrong'],
    ['phone', '123', 'contact.phone.wrong'],
    ['phone', '1'.repeat(61), 'error.tooLong'],
    ['name', 'x'.repeat(201), 'error.tooLong'],
    ['safeTimes', 'x'.repeat(501), 'error.tooLong'],
    ['organisation', 'a\0', 'error.unstorable'],
    ['language', 'tlh', 'error.notOffered'],
    ['way', 'pigeon', 'error.notOffered'],
    ['under18', '17', 'error.notOffered'],
  ])('%s %j: %s', (field, value, key) => {
    const reader = form({ mode: 'open', email: 'a@b.co', [field]: value });
    contact.read(reader, around);
    expect(problemsOf(reader)).toEqual({ [field]: key });
  });
  it('takes a number in the digits of any script, with an extension', () => {
    for (const phone of ['+1 (212) 555-0123 x4', '٠١٢٣٤٥٦٧٨', '۰۲۱۱۲۳۴۵', 'ask for Ana, 5550123'])
      expect(contact.read(form({ mode: 'open', phone }), around)?.witness).toEqual({ phone });
  });
  it.each(hostile)('a name is kept as it is: %j', (name) => {
    expect(contact.read(form({ mode: 'open', name, phone: '5550123' }), around)?.witness).toEqual({ name, phone: '5550123' });
  });
  it('is asked again where nobody chose', () => {
    for (const mode of ['', 'secret']) {
      const reader = form({ mode, name: 'A' });
      expect(contact.read(reader, around)).toBeUndefined();
      expect(problemsOf(reader)).toEqual({ mode: 'contact.mode.required' });
    }
  });
});

describe('help', () => {
  it('is none, or any of the kinds, not both', () => {
    expect(help.read(form({}), around)).toEqual({ needs: [] });
    expect(help.read(form({ needs: ['interpreter', 'legal'] }), around)).toEqual({ needs: ['legal', 'interpreter'] });
    const reader = form({ needs: ['none', 'legal'] });
    help.read(reader, around);
    expect(problemsOf(reader)).toEqual({ needs: 'help.needs.contradiction' });
  });
  it('is one that the page offers', () => {
    const reader = form({ needs: 'money' });
    help.read(reader, around);
    expect(problemsOf(reader)).toEqual({ needs: 'error.notOffered' });
  });
});

describe('the notice of use', () => {
  const shown = around.noticeShown.sha256;
  it('is recorded with the very words that were shown; every choice is no unless chosen', () => {
    expect(use.read(form({ read: 'yes', shown }), around)).toEqual({
      notice: around.noticeShown,
      sharing: { prosecutors: false, oversight: false, publicReport: false },
      showsReport: false,
    });
  });
  it.each(['prosecutors', 'oversight', 'publicReport'])('%s is a choice of its own, and no condition', (choice) => {
    expect(use.read(form({ read: 'yes', shown, [choice]: 'yes' }), around)?.sharing).toMatchObject({ [choice]: true });
    const reader = form({ [choice]: 'yes', shown });
    use.read(reader, around);
    expect(problemsOf(reader)).toEqual({ read: 'use.read.required' });
  });
  it('must be read again where the words changed while the page was open', () => {
    const reader = form({ read: 'yes', shown: 'f'.repeat(64), prosecutors: 'yes' });
    use.read(reader, around);
    expect(problemsOf(reader)).toEqual({ read: 'use.read.changed' });
    expect(reader.values).toMatchObject({ read: [], prosecutors: ['yes'] });
  });
});
