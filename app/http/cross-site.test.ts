import { describe, expect, it } from 'vitest';
import { isFromOurPages } from './cross-site.ts';

const ours = 'https://report.example.gov';

describe('a request that changes something', () => {
  it('passes when the browser says that it comes from our own page', () => {
    expect(isFromOurPages('POST', { 'sec-fetch-site': 'same-origin' }, ours)).toBe(true);
  });
  it.each(['cross-site', 'same-site', 'none', '', 'same-origin, cross-site'])(
    'is refused when the browser says %j, whatever Origin says',
    (site) => {
      expect(isFromOurPages('POST', { 'sec-fetch-site': site, origin: ours }, ours)).toBe(false);
    },
  );
  it('passes by Origin alone in a browser without Sec-Fetch-Site', () => {
    expect(isFromOurPages('POST', { origin: ours }, ours)).toBe(true);
  });
  it.each([undefined, 'null', 'https://evil.example', 'https://report.example.gov.evil.example', 'http://report.example.gov'])(
    'is refused with Origin %j',
    (origin) => {
      expect(isFromOurPages('POST', { ...(origin === undefined ? {} : { origin }) }, ours)).toBe(false);
    },
  );
  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'post', 'PROPFIND'])('is meant by %s too', (method) => {
    expect(isFromOurPages(method, { 'sec-fetch-site': 'cross-site' }, ours)).toBe(false);
  });
});

it('reading is open to every site', () => {
  expect(isFromOurPages('GET', { 'sec-fetch-site': 'cross-site' }, ours)).toBe(true);
  expect(isFromOurPages('HEAD', {}, ours)).toBe(true);
});
