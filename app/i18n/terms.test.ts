import { expect, it } from 'vitest';
import { hints, sayHint, vocabularies, type VocabularyName } from './terms.ts';
import { textsIn } from './texts.ts';

/** Labels that need no sentence beside them: names, plain words, and answers whose page explains them (`help` by the office's own text, `notice.help.*`). A new key is put here or gets a hint. */
const plain: Partial<Record<VocabularyName, readonly string[] | 'all'>> = {
  face: ['covered', 'some_covered', 'open', 'unknown'],
  county: 'all',
  part: ['saw', 'affected', 'told'],
  representative: ['family', 'attorney', 'organisation', 'guardian'],
  placeKind: [
    ...['street', 'home', 'work', 'transit', 'school', 'court', 'hospital', 'worship', 'shelter', 'detention', 'polling'],
    ...['other', 'unknown'],
  ],
  placeForm: ['address'],
  injury: ['none', 'hospital', 'death', 'unknown'],
  lead: ['shop_camera', 'transit_camera', 'doorbell', 'traffic_camera', 'other'],
  reportedTo: ['agency', 'court', 'press', 'lawyer', 'nobody'],
  help: ['legal', 'medical', 'interpreter', 'none'],
  recorder: ['me', 'known', 'stranger', 'unknown'],
  way: ['phone', 'text', 'email'],
  platform: 'all',
  spoken: 'all',
  zone: 'all',
};

it.each(Object.keys(vocabularies) as VocabularyName[])('every label of %s explains itself, or has a plain sentence', (name) => {
  const [own, hinted] = [plain[name] ?? [], Object.keys((hints as Partial<Record<VocabularyName, object>>)[name] ?? {})];
  const explained = own === 'all' ? Object.keys(vocabularies[name]) : own;
  expect([...explained, ...hinted].toSorted()).toEqual(Object.keys(vocabularies[name]).toSorted());
});

it('a hint is said in the page’s language, and none where there is none', () => {
  expect(sayHint(textsIn('en'), 'placeForm', 'intersection')).toBe('Where two streets meet.');
  expect(sayHint(textsIn('fr'), 'placeForm', 'intersection')).toBe('Là où deux rues se croisent.');
  expect(sayHint(textsIn('fr'), 'placeForm', 'address')).toBeUndefined();
});
