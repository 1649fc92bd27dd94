import { describe, expect, test } from 'vitest';
import { openLog, type Log } from './log.ts';

function logged(write: (log: Log) => void): { line: Record<string, unknown>; text: string } {
  let text = '';
  write(openLog({ service: 'intake', mode: 'local', sink: { write: (chunk: string) => void (text += chunk) } }));
  return { line: JSON.parse(text) as Record<string, unknown>, text };
}
const id = '0190a5b2-7c3d-7e4f-8a9b-0c1d2e3f4a5b';

test('a line is one JSON object with time, level, service and message', () => {
  const { line, text } = logged((log) => log.info('ready'));
  expect(line).toEqual({ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), service: 'intake', msg: 'ready' });
  expect(text.endsWith('\n')).toBe(true);
});

test('what is known to be safe passes', () => {
  const fields = {
    stage: 'receive',
    state: 'done',
    file: id,
    ms: 12.5,
    status: 200,
    route: '/report/:step',
    code: '23505',
    outcome: 'in_force',
    verdict: 'clean',
    job: 'receive.file',
  };
  expect(logged((log) => log.warn(fields, 'received')).line).toMatchObject(fields);
});

describe('a canary', () => {
  const canary = 'Canary O’Witness canary@example.org 555-0100';
  test.each([
    'narrative',
    'name',
    'email',
    'phone',
    'ip',
    'address',
    'userAgent',
    'url',
    'query',
    'body',
    'headers',
    'cookie',
    'authorization',
    'passphrase',
    'reference',
    'password',
    'token',
    'key',
    'filename',
    'caption',
    'message',
    'msg',
    'sql',
    'parameters',
    'answers',
    '__proto__',
    'constructor',
    'toString',
  ])('in the field %s is not written', (field) => {
    const { text } = logged((log) =>
      log.error(JSON.parse(`{${JSON.stringify(field)}: ${JSON.stringify(canary)}}`) as Record<string, unknown>, 'x'),
    );
    expect(text).not.toMatch(/canary/i);
  });

  test.each([
    'stage',
    'state',
    'file',
    'route',
    'code',
    'reason',
    'outcome',
    'origin',
    'id',
    'job',
    'keyId',
    'at',
    'engine',
    'count',
    'ms',
    'service',
  ])('in the safe field %s is replaced, because its form is another', (field) => {
    const { text } = logged((log) => log.info({ [field]: canary }, 'x'));
    expect(text).not.toMatch(/canary/i);
    expect(text).toContain('[form]');
  });

  test.each([
    ['route', '/follow/EX-7K3M-9QXT'],
    ['route', `/files/${id}`],
    ['route', '/report?name=canary'],
    ['origin', 'http://localhost:4000/path?canary'],
    ['origin', 'https://user:canary@example.org'],
  ])('in %s as %s is replaced', (field, value) => {
    expect(logged((log) => log.info({ [field]: value }, 'x')).line[field]).toBe('[form]');
  });

  test('in nested values, arrays and objects is not written', () => {
    const { text } = logged((log) => log.info({ state: { canary }, count: [canary], deep: { er: { canary } } }, 'x'));
    expect(text).not.toMatch(/canary/i);
  });

  test('in an error, its causes, their messages, stacks and fields is not written; names and codes are', () => {
    const cause = Object.assign(new Error(`duplicate key (${canary})`), {
      name: 'PostgresError',
      code: '23505',
      detail: canary,
      query: canary,
    });
    const error = Object.assign(new Error(`not stored: ${canary}\n    at ${canary} (app/${canary}.ts:1:1)`, { cause }), {
      name: 'UploadRefused',
      [canary]: canary,
    });
    const { line, text } = logged((log) => log.error({ error }, 'not stored'));
    expect(text).not.toMatch(/canary/i);
    expect(line.error).toMatchObject([{ name: 'UploadRefused' }, { name: 'PostgresError', code: '23505' }]);
  });

  test('as an error that is none, or names itself so, is not written', () => {
    expect(logged((log) => log.error({ error: canary }, 'x')).text).not.toMatch(/canary/i);
    expect(logged((log) => log.error({ error: { name: canary, code: canary } }, 'x')).text).not.toMatch(/canary/i);
    expect(logged((log) => log.error({ err: 42, cause: canary }, 'x')).text).not.toMatch(/canary/i);
  });

  test('in the fields of a child is not written', () => {
    const { line, text } = logged((log) => log.child({ group: 'receive', email: canary }).info({ file: id }, 'x'));
    expect(text).not.toMatch(/canary/i);
    expect(line).toMatchObject({ group: 'receive', file: id });
  });
});

test('an error says where in our own code it arose', () => {
  const { line } = logged((log) => log.error({ error: new TypeError('x') }, 'x'));
  expect(line.error).toMatchObject([{ name: 'TypeError', where: expect.stringMatching(/^infra\/log\/log\.test\.ts:\d+$/) }]);
});

test('causes that go round do not', () => {
  const error = new Error('x');
  error.cause = error;
  expect((logged((log) => log.error({ error }, 'x')).line.error as unknown[]).length).toBe(5);
});
