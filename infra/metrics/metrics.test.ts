import { afterEach, describe, expect, test } from 'vitest';
import { openMetrics } from './metrics.ts';
import { startPrivateServer, type PrivateServer } from './private-server.ts';

describe('metrics', () => {
  test('are counted, set and observed under our prefix', async () => {
    const metrics = openMetrics('receive');
    metrics.count('files_received', { outcome: 'in_force' });
    metrics.count('files_received', { outcome: 'in_force' }, 2);
    metrics.set('outbox_waiting', 7);
    metrics.observe('scan_seconds', 0.3, { verdict: 'clean' });
    const text = await metrics.text();
    expect(text).toContain('exhibit_files_received{outcome="in_force",service="receive"} 3');
    expect(text).toContain('exhibit_outbox_waiting{service="receive"} 7');
    expect(text).toMatch(/exhibit_scan_seconds_count\{.*verdict="clean".*\} 1/);
    expect(text).toContain('exhibit_process_cpu_seconds_total');
  });

  test.each([
    'Ana Witness',
    'a@example.org',
    '10.0.0.1',
    '0190a5b2-7c3d-7e4f-8a9b-0c1d2e3f4a5b',
    '1234567',
    'd41d8cd98f00b204e9800998ecf8427e',
    '',
    'a"b\n',
    'x'.repeat(61),
  ])('do not repeat the label %j', async (value) => {
    const metrics = openMetrics('x');
    metrics.count('requests', { route: value });
    const text = await metrics.text();
    expect(text).toContain('exhibit_requests{route="refused",service="x"} 1');
    if (value) expect(text).not.toContain(value);
  });

  test('are bounded in number: what comes later is "other"', async () => {
    const metrics = openMetrics('x');
    for (let n = 0; n < 1000; n++) metrics.count('requests', { route: `r${n}` });
    const series = (await metrics.text()).split('\n').filter((line) => line.startsWith('exhibit_requests{'));
    expect(series).toHaveLength(201);
    expect(series.find((line) => line.includes('"other"'))).toMatch(/ 800$/);
  });
});

describe('the private server', () => {
  let server: PrivateServer | undefined;
  afterEach(() => server?.close());
  const start = async (details?: () => unknown) => {
    server = await startPrivateServer({ port: 0, metrics: openMetrics('x'), ...(details ? { details } : {}) });
    return `http://127.0.0.1:${server.port}`;
  };

  test('answers health, metrics and details, and nothing else', async () => {
    const at = await start(async () => ({ queue: { waiting: 1 } }));
    expect(await (await fetch(`${at}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${at}/metrics`)).text()).toContain('exhibit_');
    expect(await (await fetch(`${at}/details`)).json()).toEqual({ queue: { waiting: 1 } });
    expect((await fetch(`${at}/details?x`)).status).toBe(404);
    expect((await fetch(`${at}/healthz`, { method: 'POST' })).status).toBe(405);
  });

  test('says by name, not by message, that details failed', async () => {
    const at = await start(() => {
      throw Object.assign(new Error('canary'), { name: 'StoreUnavailable' });
    });
    const reply = await fetch(`${at}/details`);
    expect([reply.status, await reply.text()]).toEqual([503, '{"status":"failed","error":"StoreUnavailable"}\n']);
  });

  test('listens on loopback', async () => {
    const at = new URL(await start());
    await expect(fetch(`http://127.0.0.2:${at.port}/healthz`)).rejects.toThrow();
  });
});
