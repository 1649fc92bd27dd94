import { expect, it } from 'vitest';
import { catalogues } from '#app/i18n/catalogues.ts';
import { findRawTexts } from './raw-text.ts';

it('finds every key, and what was not filled in', () => {
  for (const key of Object.keys(catalogues.en)) expect(findRawTexts(`Before ${key}, and after.`), key).toEqual([key]);
  expect(findRawTexts('This is {{over}} characters too long.\nerror.unknownToUs term.agency.ice_ero')).toEqual([
    '{{over}}',
    'error.unknownToUs',
    'term.agency.ice_ero',
  ]);
});

it('finds nothing in the sentences themselves, in any language, nor in names of files and addresses', () => {
  for (const [code, texts] of Object.entries(catalogues))
    for (const [key, text] of Object.entries(texts))
      expect(findRawTexts(text.replaceAll(/\{\{.*?\}\}/g, '7')), `${code} ${key}`).toEqual([]);
  for (const text of [
    'start.mp4',
    'files.zip',
    'https://help.example.org/start.page',
    'tips@contact.office.example',
    'We use it. Files stay.',
  ])
    expect(findRawTexts(text), text).toEqual([]);
});
