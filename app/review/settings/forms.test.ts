import { describe, expect, test } from 'vitest';
import type { FormValues } from '#app/ui/form.tsx';
import { settingKeys, settings, type SettingKey } from '#db/settings/definitions.ts';
import { reviewReasons } from '#db/settings/review-reasons.ts';
import { describeSetting, summarise } from './describe.server.ts';
import { editors, groups, isPlainKey, type PlainKey } from './editors.server.ts';
import { sizeUnits, type Field } from './fields.ts';
import { incidentValues, readIncident, withIncident } from './incident-form.server.ts';
import { fieldValues, readFields } from './read-form.server.ts';
import { readReasons, reasonLines, reasonValues } from './reasons-form.server.ts';

function formOf(values: FormValues): FormData {
  const form = new FormData();
  for (const [name, all] of Object.entries(values)) for (const value of all) form.append(name, value);
  return form;
}
const plainKeys = settingKeys.filter(isPlainKey);
const fieldsOf = (key: PlainKey): readonly Field[] =>
  key === 'restricted.officer'
    ? editors[key].fields.map((field) => ({ ...field, options: [{ value: '', label: 'Nobody named' }] }))
    : editors[key].fields;

test('every setting stands once on the index, and has a form of its own or a plain one', () => {
  expect(groups.flatMap(({ keys }) => keys).toSorted()).toEqual(settingKeys.toSorted());
  const own: SettingKey[] = ['intake.texts', 'intake.languages', 'intake.incidents', 'review.reasons'];
  expect([...plainKeys, ...own].toSorted()).toEqual(settingKeys.toSorted());
});

describe.each(plainKeys)('the form of %s', (key) => {
  const fields = fieldsOf(key);

  test('gives back what it was filled with', () => {
    const { value, errors } = readFields(fields, formOf(fieldValues(fields, settings[key].initial)));
    expect(errors).toEqual({});
    expect(value).toEqual(settings[key].initial);
  });

  test('says a sentence for each field that is empty and may not be, and for what is absurd', () => {
    for (const hostile of [
      '',
      '\u202Etxt',
      '-1',
      '1e9',
      'NaN',
      '99999999999999',
      '<script>',
      "'; drop table settings; --",
      'x'.repeat(5000),
    ]) {
      const { value, errors } = readFields(fields, formOf(Object.fromEntries(fields.map(({ path }) => [path, [hostile]]))));
      if (Object.keys(errors).length === 0) expect(settings[key].schema.safeParse(value).success).toBe(true);
      for (const text of Object.values(errors)) expect(text).toMatch(/^.{10,300}[.]$/su);
    }
  });

  test('stops exactly where its definition stops', () => {
    for (const field of fields) {
      if (field.kind !== 'number' && field.kind !== 'size') continue;
      const step = field.kind === 'number' && field.fraction ? 0.001 : 1;
      const values = fieldValues(fields, settings[key].initial);
      const passes = (amount: number) => {
        const { value, errors } = readFields(fields, formOf({ ...values, [field.path]: [String(amount)], [`${field.path}.unit`]: ['B'] }));
        const isTaken = settings[key].schema.safeParse(value).success;
        expect([field.path, amount, Object.keys(errors).length === 0]).toEqual([field.path, amount, isTaken && !Number.isNaN(amount)]);
        return isTaken;
      };
      expect([passes(field.min), passes(field.max)]).toEqual([true, true]);
      const { errors } = readFields(fields, formOf({ ...values, [field.path]: [String(field.max + step)], [`${field.path}.unit`]: ['B'] }));
      expect(Object.keys(errors)).toEqual([field.path]);
    }
  });
});

test('numbers are read as people write them', () => {
  const read = (text: string) => readFields(editors['intake.maxFiles'].fields, formOf({ value: [text] }));
  expect(read(' 1,000 ').value).toBe(1000);
  expect(read('1 000').value).toBe(1000);
  expect(read('1,5').errors.value).toBe('Write a number for “Files in one report”, in digits.');
  expect(read('1.5').errors.value).toBe('“Files in one report” must be a whole number.');
  expect(read('1001').errors.value).toBe('“Files in one report” must be from 1 to 1,000 files.');
  const size = (amount: string, unit: string) =>
    readFields(editors['intake.maxFileBytes'].fields, formOf({ value: [amount], 'value.unit': [unit] }));
  expect(size('1.5', 'GB').value).toBe(1.5 * sizeUnits.GB);
  expect(size('65', 'GB').errors.value).toBe('“Size of one file” must be from 1 byte to 64 GB.');
  expect(size('1', 'toString').errors).toEqual({ 'value.unit': 'Choose bytes, MB or GB.' });
});

test('endings are taken in any writing, once each, and nothing that is no ending', () => {
  const read = (text: string) => readFields(editors['intake.refusedTypes'].fields, formOf({ value: [text] }));
  expect(read('.EXE\r\n\r\n exe\nbat').value).toEqual(['exe', 'bat']);
  expect(read('tar.gz').errors.value).toContain('“tar.gz” is no ending');
});

describe('an incident', () => {
  const incident = {
    code: 'BUS-STOP-12',
    title: { en: 'Bus stop at Main Street', es: 'Parada de autobús' },
    date: '2026-11-02',
    place: 'Main Street',
    county: 'queens',
    open: false,
  };
  const today = new Date('2026-11-22T12:00:00Z');
  const read = (change: Record<string, string>, others = [incident]) =>
    readIncident(
      formOf({ ...incidentValues(incident), ...Object.fromEntries(Object.entries(change).map(([name, text]) => [name, [text]])) }),
      {
        code: null,
        others,
        today,
      },
    );

  test('is read back as it was', () => {
    expect(read({}, [])).toEqual({ incident, errors: {} });
    expect(read({ code: ' bus-2 ' }).incident.code).toBe('BUS-2');
  });

  test.each([
    [{ code: '' }, 'code', 'Write a code.'],
    [{ code: 'A' }, 'code', 'A code has 2 to 31'],
    [{ code: 'A'.repeat(32) }, 'code', 'A code has 2 to 31'],
    [{ code: 'ТЕСТ' }, 'code', 'A code has 2 to 31'],
    [{ code: 'new' }, 'code', 'NEW is the address of this page'],
    [{ code: 'bus-stop-12' }, 'code', 'There is an incident with the code BUS-STOP-12 already.'],
    [{ 'title.en': ' ' }, 'title.en', 'Write the name in English.'],
    [{ 'title.en': 'x'.repeat(201) }, 'title.en', 'It has 201 characters; 200 are the most.'],
    [{ 'title.en': 'gpj\u202Eexe' }, 'title.en', 'It holds a character that cannot be seen or stored (U+202E).'],
    [{ 'title.es': 'a\nb' }, 'title.es', 'Write it in one line.'],
    [{ date: '' }, 'date', 'Give the day'],
    [{ date: '2026-02-30' }, 'date', 'Give the day'],
    [{ date: '0026-11-02' }, 'date', 'The year cannot be right.'],
    [{ place: '' }, 'place', 'Write where it happened.'],
    [{ place: 'a\0b' }, 'place', 'It holds a character that cannot be seen or stored (U+0000).'],
    [{ county: 'constructor' }, 'county', 'Choose the county or borough.'],
  ])('with %j gets a sentence at %s', (change, field, sentence) => {
    const { errors } = read({ code: 'OTHER-1', ...change });
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toContain(sentence);
  });

  test('that exists keeps its code whatever is sent, and stays in its place', () => {
    const { incident: edited } = readIncident(formOf({ ...incidentValues(incident), code: ['OTHER'] }), {
      code: incident.code,
      others: [incident],
      today,
    });
    expect(edited.code).toBe('BUS-STOP-12');
    const [first, second] = [
      { ...incident, code: 'A1' },
      { ...incident, open: true },
    ];
    expect(withIncident([first, incident], second)).toEqual([first, second]);
    expect(withIncident([incident], first).map(({ code }) => code)).toEqual(['A1', 'BUS-STOP-12']);
  });

  test('cannot be the 101st', () => {
    const many = Array.from({ length: 100 }, (_, n) => ({ ...incident, code: `N-${n}` }));
    expect(read({ code: 'ONE-MORE' }, many).errors.code).toContain('which is the most');
  });
});

describe('reasons for decisions', () => {
  const current = settings['review.reasons'].schema.parse(reviewReasons);
  const read = (change: Record<string, string>) =>
    readReasons(
      formOf({ ...reasonValues(current), ...Object.fromEntries(Object.entries(change).map(([name, text]) => [name, [text]])) }),
      current,
    );

  test('come back as they were', () => {
    expect(read({})).toEqual({ reasons: current, errors: {} });
    expect(reasonLines(current)).toHaveLength(5);
  });

  test('keep their key when they are reworded, get one from their words when they are new, and go when they are emptied', () => {
    const { reasons, errors } = read({
      'duplicate.same_report_again': 'The very same report',
      'duplicate.same_recording': '',
      'duplicate.new.0': 'Étage 2: déjà vu',
      'duplicate.new.1': '重复',
      'duplicate.new.2': 'Same report again',
    });
    expect(errors).toEqual({});
    expect(reasons.duplicate).toEqual([
      { key: 'same_report_again', label: 'The very same report' },
      { key: 'e_tage_2_de_ja_vu', label: 'Étage 2: déjà vu' },
      { key: 'reason', label: '重复' },
      { key: 'same_report_again_2', label: 'Same report again' },
    ]);
    expect(settings['review.reasons'].schema.safeParse(reasons).success).toBe(true);
  });

  test('cannot all go, stand twice or be without end', () => {
    expect(read({ 'duplicate.same_report_again': '', 'duplicate.same_recording': ' ' }).errors).toEqual({
      'duplicate.same_report_again': '“Duplicate” needs at least one reason.',
    });
    expect(read({ 'duplicate.new.0': 'THE SAME RECORDING FROM ANOTHER PERSON' }).errors).toEqual({
      'duplicate.new.0': 'This reason stands in the list twice.',
    });
    expect(read({ 'duplicate.new.0': 'x'.repeat(201) }).errors['duplicate.new.0']).toContain('201 characters');
  });
});

describe('a value in words', () => {
  test.each(settingKeys)('%s has some for its default', (key) => {
    expect(summarise(key, settings[key].initial, {}).length).toBeGreaterThan(2);
  });
  test('says sizes, people and choices as people do', () => {
    expect(summarise('intake.maxFileBytes', 10 * sizeUnits.GB, {})).toBe('10 GB');
    const id = '0f1e2d3c-4b5a-4978-8c6d-5e4f3a2b1c0d';
    expect(summarise('restricted.officer', id, { [id]: 'Lena Lead' })).toBe('Lena Lead');
    expect(summarise('restricted.officer', null, {})).toBe('nobody named');
    expect(summarise('retention.mode', 'COMPLIANCE', {})).toBe('Compliance');
    expect(summarise('intake.incidents', [], {})).toBe('0 open, 0 closed');
  });
  test('of an older definition is shown as it was stored, never hidden and never an error', () => {
    expect(describeSetting('intake.load', { old: '<b>' }, {})).toEqual([{ id: 'stored', label: 'As stored', text: '{"old":"<b>"}' }]);
    expect(describeSetting('intake.load', undefined, {})[0]?.text).toBe('');
  });
});
