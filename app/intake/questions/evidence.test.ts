import { describe, expect, it } from 'vitest';
import { around, form, hostile, problemsOf } from '#tests/support/form.ts';
import { platformOf } from './link-address.ts';
import { findAddress, links } from './links.ts';
import { losing } from './losing.ts';
import { reported } from './reported.ts';

describe('already reported', () => {
  it('keeps what came of it word for word', () => {
    for (const outcome of hostile) expect(reported.read(form({ to: 'court', outcome }), around)).toEqual({ to: ['court'], outcome });
    expect(reported.read(form({}), around)).toEqual({ to: [] });
  });
  it('asks which was meant when “nobody yet” stands beside somebody', () => {
    const reader = form({ to: ['nobody', 'press'] });
    reported.read(reader, around);
    expect(problemsOf(reader)).toEqual({ to: 'reported.to.contradiction' });
  });
  it('says what is wrong beside each field', () => {
    const reader = form({ to: ['press', 'police'], outcome: 'x'.repeat(5_001), legalAction: 'maybe' });
    reported.read(reader, around);
    expect(problemsOf(reader)).toEqual({ to: 'error.notOffered', outcome: 'error.tooLong', legalAction: 'error.notOffered' });
  });
});

describe('evidence that may be lost', () => {
  const lead = (fields: Record<string, string>) =>
    form(Object.fromEntries(Object.entries({ kind: 'doorbell', ...fields }).map(([name, value]) => [`leads.0.${name}`, value])));
  const day = (month: string, date: string, year: string) => lead({ 'lostOn-month': month, 'lostOn-day': date, 'lostOn-year': year });

  it('is a kind of thing, with a place and a day where they are known', () => {
    expect(losing.read(lead({ where: 'door 3' }), around)).toEqual({ leads: [{ kind: 'doorbell', where: 'door 3' }] });
    expect(losing.read(day('2', '29', '2028'), around)).toEqual({ leads: [{ kind: 'doorbell', lostOn: '2028-02-29' }] });
  });
  it('may be lost tomorrow, in years, or already', () => {
    expect(losing.read(day('1', '5', '2031'), around)?.leads[0]?.lostOn).toBe('2031-01-05');
    expect(losing.read(day('1', '5', '2020'), around)?.leads[0]?.lostOn).toBe('2020-01-05');
  });
  it.each([
    ['2', '30', '2026', 'when.day.notReal'],
    ['13', '1', '2026', 'when.day.notReal'],
    ['', '1', '2026', 'when.day.incomplete'],
    ['1', '1', '26', 'when.day.incomplete'],
    ['1', '=1', '2026', 'when.day.incomplete'],
  ])('month %j, day %j, year %j: %s', (month, date, year, key) => {
    const reader = day(month, date, year);
    losing.read(reader, around);
    expect(problemsOf(reader)).toEqual({ 'leads.0.lostOn': key });
  });
  it('asks for another form of a share link, which could not be sealed here', () => {
    const reader = lead({ kind: 'post', where: 'https://vm.tiktok.com/ZMa/' });
    losing.read(reader, around);
    expect(problemsOf(reader)).toEqual({ 'leads.0.where': 'links.share.here' });
  });
  it('asks what it is, where only a place or a day was given, and loses neither', () => {
    const reader = form({
      'leads.0.where': 'door 3',
      'leads.1.kind': 'satellite',
      'leads.2.where': 'x'.repeat(501),
      'leads.2.kind': 'post',
    });
    losing.read(reader, around);
    expect(problemsOf(reader)).toEqual({
      'leads.0.kind': 'losing.kind.required',
      'leads.1.kind': 'losing.kind.required',
      'leads.2.where': 'error.tooLong',
    });
    expect(reader.values['leads.0.where']).toEqual(['door 3']);
  });
});

describe('a link', () => {
  it.each([
    ['https://youtu.be/x', 'https://youtu.be/x'],
    ['  http://a.example/?q=1&r=2#x \n', 'http://a.example/?q=1&r=2#x'],
    ['HTTPS://Example.org/Ä', 'HTTPS://Example.org/Ä'],
    ['Look at this! https://www.tiktok.com/@a/video/1. Crazy', 'https://www.tiktok.com/@a/video/1'],
    ['شاهد https://x.com/a/status/1', 'https://x.com/a/status/1'],
    ['https://x.com/a\nhttps://x.com/a', 'https://x.com/a'],
    ['youtube.com/watch?v=1', 'https://youtube.com/watch?v=1'],
    ['www.vimeo.com', 'https://www.vimeo.com'],
  ])('%j is taken as %j', (said, url) => {
    expect(findAddress(said)).toBe(url);
    expect(links.read(form({ 'links.0.url': said }), around)?.links[0]).toMatchObject({ url });
  });
  it.each([
    'javascript:alert(1)//https://x.com',
    'data:text/html,https://x.com',
    'ftp://x.com/a',
    'file:///etc/passwd',
    'vbscript:x',
    '//x.com/a',
    'my friend posted it',
    'https://',
    'https:x.com',
    'https://x.com/1 and https://x.com/2',
    '@someone',
    'someone@example.org',
    '=HYPERLINK("https://x.com")',
    'https://exa\u202Emple.com/x',
    '127',
  ])('%j is none: the witness is told, and it stays in the field', (said) => {
    const reader = form({ 'links.0.url': said, 'links.0.postedBy': 'a' });
    expect(links.read(reader, around)).toEqual({ links: [] });
    expect(problemsOf(reader)).toEqual({ 'links.0.url': 'links.url.wrong' });
    expect(reader.values['links.0.url']).toEqual([said]);
  });
  it.each([
    ['https://www.youtube.com/watch?v=1', 'youtube'],
    ['https://m.youtube.com/shorts/1', 'youtube'],
    ['https://youtu.be/1', 'youtube'],
    ['https://player.vimeo.com/video/1', 'vimeo'],
    ['https://mobile.twitter.com/a', 'x'],
    ['https://t.co/1', 'x'],
    ['https://www.instagram.com./p/1', 'instagram'],
    ['http://fb.watch/1', 'facebook'],
    ['https://vm.tiktok.com/1', 'tiktok'],
    ['https://youtube.com.evil.example/', 'other'],
    ['https://notyoutube.com/', 'other'],
    ['https://youtube.com@evil.example/', 'other'],
    ['https://evil.example/?https://youtube.com/', 'other'],
    ['https://netflix.com/', 'other'],
  ])('%s: its platform is %s, by the host name alone', (url, platform) => {
    expect(platformOf(url)).toBe(platform);
  });
  it('is needed where something is said about it, and nothing else is', () => {
    const reader = form({ 'links.0.about': 'x' });
    links.read(reader, around);
    expect(problemsOf(reader)).toEqual({ 'links.0.url': 'links.url.required' });
    expect(links.read(form({}), around)).toEqual({ links: [] });
  });
  it('stays in the draft as it was given, with when it was seen in the witness’s words', () => {
    const url = 'https://youtu.be/a?si=b';
    const entry = { 'links.0.url': url, 'links.0.seen': 'last Friday, around 9' };
    expect(links.read(form(entry), around)).toEqual({ links: [{ url, platform: 'youtube', seen: 'last Friday, around 9' }] });
  });
  it.each(['postedBy', 'seen', 'about'])('asks for another form of a share link in %s, where it could not be sealed', (field) => {
    const reader = form({ 'links.0.url': 'https://x.com/a', [`links.0.${field}`]: 'see vm.tiktok.com/ZMa' });
    links.read(reader, around);
    expect(problemsOf(reader)).toEqual({ [`links.0.${field}`]: 'links.share.here' });
  });
  it('can be too long, as can what is said of it', () => {
    const reader = form({
      'links.0.url': `https://x.com/${'a'.repeat(2_000)}`,
      'links.0.postedBy': 'x'.repeat(201),
      'links.0.seen': 'x'.repeat(201),
      'links.0.about': 'x'.repeat(501),
      'links.0.recordedBy': 'x',
    });
    links.read(reader, around);
    expect(problemsOf(reader)).toEqual({
      'links.0.url': 'error.tooLong',
      'links.0.postedBy': 'error.tooLong',
      'links.0.seen': 'error.tooLong',
      'links.0.recordedBy': 'error.notOffered',
      'links.0.about': 'error.tooLong',
    });
  });
});
