/** Every key of every vocabulary reaches the bundle as it is, and the console as its label, wherever a report can hold it. */
import { describe, expect, test } from 'vitest';
import { groupsOf } from '#app/review/answers.server.ts';
import { vocabularies, type VocabularyName } from '#app/i18n/terms.ts';
import { answersOf } from '#app/intake/hand-in.ts';
import type { Sections } from '#app/intake/draft/content.ts';
import { answersSchema } from '#db/intake/answers.ts';
import { leavesOf, shownLines, vocabularyOf, writtenLine } from '#tests/support/leaves.ts';
import { wholeSections } from '#tests/support/whole-report.ts';
import { reportText } from '#workers/bundle/words.ts';

const truth = wholeSections.use.notice;
const submission = { reference: 'EX', receivedAt: '', receivedLocal: '', language: 'en', answersVersion: 1 } as Parameters<
  typeof reportText
>[0];

/** The stored answers of the whole report with this one answer changed, in the first of several entries. */
function withAnswer(name: string, key: string): unknown {
  const answers = structuredClone(answersOf({ language: 'en', sections: wholeSections as unknown as Sections }, [], truth)) as unknown; // readonly literals
  let at = answers as Record<string, unknown>;
  const steps = name.split('.');
  for (const step of steps.slice(0, -1)) {
    const next = at[step];
    at = (Array.isArray(next) ? next[0] : next) as Record<string, unknown>; // a list of entries
  }
  const last = steps.at(-1) ?? '';
  at[last] = Array.isArray(at[last]) ? [key] : key;
  return answers;
}

test('no vocabulary is without a place in the report', () => {
  expect([...new Set(Object.values(vocabularyOf))].toSorted()).toEqual(Object.keys(vocabularies).toSorted());
});

describe.each(Object.entries(vocabularyOf))('%s', (name, vocabulary) => {
  test.each(keysOf(name, vocabulary))('%s', (key) => {
    const answers = withAnswer(name, key);
    expect(answersSchema.safeParse(answers).error).toBeUndefined();
    const [leaf] = leavesOf(answers).filter((each) => each.name === name);
    if (!leaf) throw new Error(`${name} is not in the report`);
    expect([leaf.value].flat()).toEqual([key]);
    expect(reportText(submission, answers)).toContain(writtenLine(leaf));
    const [shown = ''] = shownLines(leaf);
    expect(shown).not.toMatch(/^no label/);
    expect(groupsOf(answers).flatMap(({ rows }) => rows.map(({ value }) => value))).toContain(shown);
  });
});

/** A county may also be none of the state's, or not known. */
function keysOf(name: string, vocabulary: VocabularyName): string[] {
  return [...Object.keys(vocabularies[vocabulary]), ...(name === 'where.county' ? ['outside', 'unknown'] : [])];
}
