import { expect, it } from 'vitest';
import { clearEveryCookie } from './leave.ts';

it('every cookie that the browser sent is ended, whatever it is called', () => {
  const cleared = clearEveryCookie('__Host-draft=a.b; __Host-follow=c; other', true);
  expect(cleared.map((cookie) => cookie.split('=')[0])).toEqual(['__Host-draft', '__Host-follow', 'other']);
  for (const cookie of cleared) expect(cookie).toMatch(/=; Path=\/; .*Max-Age=0; Secure$/);
});

it('nothing that is no name of a cookie reaches the answer', () => {
  expect(clearEveryCookie(null, true)).toEqual([]);
  expect(clearEveryCookie('a b=1; \r\nSet-Cookie: x=1; =; ok=1; ok=2', false)).toEqual([
    'ok=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0',
  ]);
  expect(clearEveryCookie(Array.from({ length: 500 }, (_, n) => `c${n}=1`).join('; '), false)).toHaveLength(20);
});
