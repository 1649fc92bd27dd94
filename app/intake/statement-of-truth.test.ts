import { describe, expect, it } from 'vitest';
import { partKeys } from '#db/vocabularies/report-answers.ts';
import type { Sections } from './draft/content.ts';
import { readStatement } from './statement-of-truth.ts';

const settings = (own: Record<string, Record<string, string>> = {}) => ({ 'intake.texts': { own }, textsVersion: 3 });
const read = (sections: Sections, own = {}, language = 'en') => readStatement(settings(own), { language, sections });
const threatening = { en: { 'notice.penal': 'False statements are punishable.' } };

describe('the statement of truth', () => {
  it('is worded by the witness’s part, each in other words', () => {
    const worded = partKeys.map((role) => read({ part: { role } }).statement);
    const attorney = read({ part: { role: 'represent', as: 'attorney' } }).statement;
    expect(new Set([...worded, attorney]).size).toBe(partKeys.length + 1);
    expect(read({ part: { role: 'told' } }).statement).toContain('did not see it myself');
    expect(read({ part: { role: 'represent', as: 'family' } }).statement).toBe(read({ part: { role: 'represent' } }).statement);
  });
  it('says no more than holds for everyone where the part was not said', () => {
    expect(read({}).statement).toBe('This report is true as far as I know.');
  });
  it('warns of punishment only where the office has written so', () => {
    expect(read({}).warning).toBeNull();
    expect(read({}, { en: { 'notice.penal': '  ' } }).warning).toBeNull();
    expect(read({}, threatening).warning).toBe('False statements are punishable.');
  });
  it('has words of its own for someone under 18, and never a warning', () => {
    const minor = { contact: { mode: 'anonymous', under18: 'yes' }, part: { role: 'saw' } } as const;
    expect(read(minor, threatening)).toMatchObject({ statement: expect.stringContaining('okay not to remember'), warning: null });
    expect(read(minor, threatening).shown).toEqual(read(minor).shown);
    expect(read({ ...minor, contact: { mode: 'anonymous', under18: 'unknown' } }, threatening).warning).not.toBeNull();
  });
  it('is recorded by version, language and the very words', () => {
    const plain = read({ part: { role: 'saw' } }).shown;
    expect(plain).toEqual({ version: 'texts-3', language: 'en', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const others = [
      read({ part: { role: 'affected' } }),
      read({ part: { role: 'saw' } }, threatening),
      read({ part: { role: 'saw' } }, { en: { 'notice.truth.saw': 'All of this is so.' } }),
    ];
    expect(new Set([plain, ...others.map(({ shown }) => shown)].map(({ sha256 }) => sha256)).size).toBe(4);
  });
});
