import { expect, it } from 'vitest';
import { newDraftKey } from '#infra/vault/draft.ts';
import { clearTicket, readTicket, writeTicket } from './cookie.ts';

const ticket = { id: '6c1c3f0e-9d2b-4a57-8f61-0a1b2c3d4e5f', key: newDraftKey() };

it('comes back as it was given, bound to the host over https', () => {
  const cookie = writeTicket(ticket, true);
  expect(cookie).toMatch(/^__Host-draft=.*; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
  expect(readTicket(`other=1; ${cookie.split(';')[0]}`, true)).toEqual(ticket);
  expect(cookie).not.toMatch(/Expires|Max-Age|Domain/); // ends with the browser
});
it('is no ticket when it is anything else', () => {
  for (const header of [
    null,
    '',
    'draft=',
    'draft=x.y',
    `draft=${ticket.id}`,
    `xdraft=${ticket.id}.${ticket.key}`,
    `draft=${ticket.id}.${ticket.key}x`,
  ]) {
    expect(readTicket(header, false)).toBeNull();
  }
  expect(readTicket(`draft=${ticket.id}.${ticket.key}`, true)).toBeNull(); // another site on the host could have set the plain name
});
it('is cleared under the same name and path', () => {
  expect(clearTicket(true)).toMatch(/^__Host-draft=; Path=\/;.*Max-Age=0.*Secure$/);
});
