import type { Request, Response } from 'express';
import { expect, it } from 'vitest';
import { securityHeaders } from './security-headers.ts';
import type { SurfacePolicy } from './surface.ts';

const policy: SurfacePolicy = { hydrates: false, connect: [], images: [], media: [], frames: [], forms: [], maxFormBytes: 1, streams: [] };

function permissionsOf(path: string, hydrates: boolean): string {
  const headers = new Map<string, string>();
  const response = { locals: {}, setHeader: (name: string, value: string) => headers.set(name, value), removeHeader: () => {} };
  securityHeaders({ ...policy, hydrates }, true)({ path } as Request, response as unknown as Response, () => {}); // all that it uses of them
  return headers.get('Permissions-Policy') ?? '';
}

it('the microphone is open on the page of the statement alone, and there nothing else is', () => {
  const statement = permissionsOf('/report/statement', false);
  expect(statement).toContain('microphone=(self)');
  expect(statement.replace('microphone=(self)', 'microphone=()')).toBe(permissionsOf('/', false));
  for (const path of ['/', '/report', '/report/statement/', '/report/statement/x', '/report/files', '/follow'])
    expect(permissionsOf(path, false)).toMatch(/camera=\(\).*microphone=\(\)/);
  expect(permissionsOf('/report/statement', true)).toContain('microphone=()');
});
