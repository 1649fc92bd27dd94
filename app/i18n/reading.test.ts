/** A frightened person reads these pages: sixth grade is the most that they may ask for. */
import { expect, it } from 'vitest';
import { partsOf, readingGrade } from '#tests/support/reading-grade.ts';
import { catalogues } from './catalogues.ts';

const pages = /^(start|tasks|notice|status|use|check|done|proof|receipt|follow)\./;
/** Whole sentences; titles, labels and buttons are a few words, of which no grade can be told. */
const sentences = Object.entries(catalogues.en)
  .filter(([key]) => pages.test(key))
  .map(([key, text]) => ({ key, text: text.replaceAll(/\{\{.*?\}\}/g, '7') }))
  .filter(({ text }) => /[.?!]$/.test(text) && partsOf(text).words.length >= 6);
/** Said with words that are the matter itself: "immigration", "citizenship", "agencies". */
const hard = ['notice.use.4', 'start.status'];

/** Texts that stand together: `notice.use`, `receipt.mail`, `follow`. */
const groups = Map.groupBy(sentences, ({ key }) => key.split('.').slice(0, -1).slice(0, 2).join('.'));

it('the sentences of a page read at sixth grade or below, and none of its parts above eighth', () => {
  const grades = [...groups].map(([group, texts]) => ({ group, grade: readingGrade(texts.map(({ text }) => text).join('\n')) }));
  const sorted = grades.map(({ grade }) => grade).toSorted((a, b) => a - b);
  expect(sorted.length).toBeGreaterThan(20);
  expect(sorted[sorted.length >> 1]).toBeLessThanOrEqual(6);
  expect(grades.filter(({ grade }) => grade > 8)).toEqual([]);
});

it('no single text is harder, but for those whose hard words are the matter itself', () => {
  expect(
    sentences
      .filter(({ text }) => readingGrade(text) > 8)
      .map(({ key }) => key)
      .toSorted(),
  ).toEqual(hard);
});
