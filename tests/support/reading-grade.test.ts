import { expect, it } from 'vitest';
import { countSyllables, readingGrade } from './reading-grade.ts';

it.each([
  [1, 'the be used hours asked months house write closed'],
  [2, 'report people little office wanted places closes safely reading lawyer'],
  [3, 'Australian area idea deleted videos media evidence agencies everyone'],
  [4, 'immigration material information'],
])('%i: %s', (syllables, words) => {
  for (const word of words.split(' ')) expect(countSyllables(word), word).toBe(syllables);
});

it('gives the grades that are known of sentences', () => {
  expect(readingGrade('The cat sat on the mat.')).toBeCloseTo(-1.45, 2); // 6 words of one syllable
  // 13 words with 24 syllables: 11.3, as the literature on the formula gives it.
  expect(readingGrade('The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.')).toBeCloseTo(11.3, 1);
  expect(readingGrade('We read it. We write to you.')).toBeLessThan(
    readingGrade('We read it, and whenever necessary we communicate with you.'),
  );
  expect(readingGrade('')).toBe(0);
});
