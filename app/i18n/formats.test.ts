import { describe, expect, it } from 'vitest';
import { formatDay, formatDuration, formatLimit, formatMoment, formatMonths, formatNumber, formatSize, formatTime } from './formats.ts';
import { languageCodes } from './languages.ts';

const winter = new Date('2026-01-03T19:30:05Z');
const summer = new Date('2026-07-03T19:30:05Z');

describe('in English', () => {
  it('sizes, limits, days and moments read as people write them', () => {
    expect(formatSize(0, 'en')).toBe('0 bytes');
    expect(formatSize(1_500_000, 'en')).toBe('1.5 MB');
    expect(formatLimit(10 * 1024 ** 3, 'en')).toBe('10 GB');
    expect(formatDay('2026-01-03', 'en')).toBe('January 3, 2026');
    expect(formatTime('14:30', 'en')).toBe('2:30 PM');
    expect(formatMoment(winter, 'en', 'America/New_York')).toBe('January 3, 2026 at 2:30:05 PM EST');
    expect(formatMoment(summer, 'en', 'America/New_York')).toBe('July 3, 2026 at 3:30:05 PM EDT');
  });
});

describe('in every language', () => {
  const everything = languageCodes.map((code) => ({
    code,
    text: [
      formatMoment(winter, code, 'America/New_York'),
      formatDay('2026-01-03', code),
      formatTime('23:59', code),
      formatSize(12_345_678, code),
      formatNumber(20_000, code),
      ...formatMonths(code),
    ].join(' '),
  }));
  it('digits are 0 to 9, so that staff and witness read the same number', () => {
    for (const { code, text } of everything) expect(text.replaceAll(/[0-9]/g, ''), code).not.toMatch(/\p{Nd}/u);
  });
  it('a moment names its zone as New York does', () => {
    for (const code of languageCodes) {
      expect(formatMoment(winter, code, 'America/New_York'), code).toMatch(/30:05.* EST$/);
      expect(formatMoment(winter, code, 'UTC'), code).toMatch(/30:05.* UTC$/);
    }
  });
  it('there are twelve months, each another', () => {
    for (const code of languageCodes) expect(new Set(formatMonths(code)).size, code).toBe(12);
  });
  it('no English is left', () => {
    for (const { code, text } of everything.filter(({ code }) => code !== 'en'))
      expect(text, code).not.toMatch(/January|July|December|bytes/);
  });
  it('spaces are ones that a search finds', () => {
    for (const { code, text } of everything) expect(text, code).not.toMatch(/[\u2009\u202f]/);
  });
});

describe('in Haitian Creole, of which the runtime knows nothing', () => {
  it('dates and sizes have our own words', () => {
    expect(formatDay('2026-07-03', 'ht')).toBe('3 jiyè 2026');
    expect(formatMoment(winter, 'ht', 'America/New_York')).toBe('3 janvye 2026 a 2:30:05 PM EST');
    expect(formatMoment(new Date('2026-01-01T02:00:00Z'), 'ht', 'America/New_York')).toBe('31 desanm 2025 a 9:00:00 PM EST');
    expect(formatSize(12, 'ht')).toBe('12 okte');
  });
});

describe('in Yiddish', () => {
  it('dates are those of the runtime, and bytes ours', () => {
    expect(formatDay('2026-01-03', 'yi')).toBe('3טן יאַנואַר 2026');
    expect(formatSize(12, 'yi')).toBe('12 בייטן');
  });
});

describe('a span of time', () => {
  it('is whole minutes, then whole hours, in every language', () => {
    expect(formatDuration(1, 'en')).toBe('1 minute');
    expect(formatDuration(50, 'en')).toBe('50 minutes');
    expect(formatDuration(120, 'en')).toBe('2 hours');
    expect(formatDuration(2, 'ru')).toBe('2 минуты');
    expect(formatDuration(2, 'ht')).toBe('2 minit');
    expect(formatDuration(180, 'yi')).toBe('3 שעה');
  });
});
