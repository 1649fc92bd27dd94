import { describe, expect, it } from 'vitest';
import { around, form, hostile, problemsOf } from '#tests/support/form.ts';
import { sectionSchemas } from '../draft/content.ts';
import { what } from './what.ts';

describe('the narrative', () => {
  it('keeps 20,000 characters of Arabic as they are', () => {
    const narrative = 'شاهدتُ '.repeat(2_858).slice(0, 20_000);
    const reader = form({ narrative });
    expect(what.read(reader, around)).toEqual({ narrative });
    expect(reader.problems).toEqual({});
    expect(sectionSchemas.what.parse({ narrative })).toEqual({ narrative });
  });
  it('counts people’s characters, not code units', () => {
    expect(what.read(form({ narrative: '👩'.repeat(20_000) }), around)).toBeDefined();
  });
  it('says by how much it is too long, and keeps all of it in the field', () => {
    const reader = form({ narrative: 'x'.repeat(20_003) });
    what.read(reader, around);
    expect(reader.problems.narrative).toEqual({ key: 'error.tooLong', values: { limit: 20_000, over: 3 } });
    expect(reader.values.narrative?.[0]).toHaveLength(20_003);
  });
  it.each(['\0', '\uD800', '\uDC00'])('takes out %j, which cannot be stored, and says so', (character) => {
    const reader = form({ narrative: `before${character}after` });
    what.read(reader, around);
    expect(reader.values.narrative).toEqual([character === '\0' ? 'beforeafter' : expect.stringMatching(/^before\uFFFD?after$/)]);
    if (character === '\0') expect(problemsOf(reader)).toEqual({ narrative: 'error.unstorable' });
  });
  it.each(hostile)('keeps %j as text', (narrative) => {
    const reader = form({ narrative });
    expect(what.read(reader, around)).toEqual({ narrative });
    expect(reader.problems).toEqual({});
  });
  it('has line ends of one kind', () => {
    expect(what.read(form({ narrative: 'one\r\n\r\ntwo' }), around)).toEqual({ narrative: 'one\n\ntwo' });
  });
  it('is needed', () => {
    const reader = form({ narrative: ' \r\n\t\u00A0 ' });
    expect(what.read(reader, around)).toBeUndefined();
    expect(problemsOf(reader)).toEqual({ narrative: 'what.narrative.required' });
  });
  it('is not needed where a statement tells it', () => {
    const reader = form({ narrative: '', language: 'qu' });
    expect(what.read(reader, { ...around, hasStatement: true })).toEqual({ language: 'qu' });
    expect(reader.problems).toEqual({});
  });
});

it('a language that the page does not offer is refused', () => {
  const reader = form({ narrative: 'x', language: 'tlh' });
  what.read(reader, around);
  expect(problemsOf(reader)).toEqual({ language: 'error.notOffered' });
});
