import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { sectionNames } from '#app/intake/draft/content.ts';
import { neededSections } from '#app/intake/hand-in.ts';
import { rowWords } from '#app/intake/upload/row-words.ts';
import { decisionKeys } from '#app/review/labels.ts';
import { contactModes, dayParts, useSchema, yesNoUnknown } from '#db/intake/sections.ts';
import { fileRequestReasons } from '#db/vocabularies/file-requests.ts';
import { helpKindKeys, partKeys } from '#db/vocabularies/report-answers.ts';
import {
  baseOf,
  englishTerms,
  faultsOfEnglish,
  faultsOfMarks,
  faultsOfTranslation,
  faultsOfUse,
  type BuiltKeys,
} from './catalogue-check.ts';
import { catalogues, type Texts } from './catalogues.ts';
import { languageCodes, type LanguageCode } from './languages.ts';
import { vitalKeys, vitalStarts } from './vital.ts';

const here = new URL('./', import.meta.url);
const others = languageCodes.filter((code) => code !== 'en');
const source: Texts = { ...catalogues.en, ...englishTerms() };

async function readAreas(code: LanguageCode): Promise<Record<string, Texts>> {
  const files = (await readdir(new URL(`${code}/`, here))).filter((name) => name.endsWith('.json') && name !== 'drafted.json');
  const areas = files.map(async (name) => [
    name.slice(0, -5),
    JSON.parse(await readFile(new URL(`${code}/${name}`, here), 'utf8')) as Texts,
  ]);
  return Object.fromEntries(await Promise.all(areas)) as Record<string, Texts>;
}

/** What the recorder says: to the script, which shows no other. */
const recorder = [
  ...['started', 'paused', 'resumed', 'stopped', 'full', 'nearlyFull', 'listening', 'listened', 'deleted', 'deleteSure', 'refused'],
  ...['noMicrophone', 'broken', 'silentPlayer', 'stay'],
];
/** Keys that pages put together, from the same tables as the pages. */
const built: BuiltKeys = {
  'answer.': yesNoUnknown,
  'check.missing.': neededSections,
  'contact.mode.': contactModes.flatMap((mode) => [mode, `${mode}.hint`]),
  'files.': rowWords,
  'follow.changed.': ['choice', 'correction'],
  'follow.request.': fileRequestReasons,
  'label.contact.mode.': contactModes,
  'label.use.sharing.': Object.keys(useSchema.shape.sharing.shape),
  'label.when.occurrence.': ['first', 'second'],
  'notice.help.': helpKindKeys.filter((kind) => kind !== 'none'),
  'notice.safety.': ['1', '2', '3', '4'],
  'notice.truth.': partKeys,
  'receipt.sheet.': ['passphrase', 'reference'],
  'statement.': recorder,
  'status.': ['received', 'processing', 'ready', 'triaged', 'closed', ...decisionKeys],
  'tasks.': [...sectionNames, 'done', 'needed', 'optional'],
  'tasks.group.': ['about', 'files', 'more', 'people', 'you'],
  'use.': [...Object.keys(useSchema.shape.sharing.shape), 'showsReport'],
  'when.dayPart.': dayParts,
  'where.county.': ['outside', 'unknown'],
};

/** Whatever of a folder's files does not reach the pages: an area that the catalogue forgot, or a key that another area has too. */
async function faultsOfFiles(code: LanguageCode): Promise<string[]> {
  const areas = await readAreas(code);
  const lines = Object.entries(areas).flatMap(([area, texts]) => Object.entries(texts).map(([key, text]) => ({ area, key, text })));
  return lines.filter(({ key, text }) => catalogues[code][key] !== text).map(({ area, key }) => `${area}: ${key} is not what pages show`);
}

describe('English', () => {
  it('promises nothing that evidence cannot hold, leaves nothing empty, and counts in every form', () => {
    expect(faultsOfEnglish(catalogues.en)).toEqual([]);
    expect(faultsOfEnglish(englishTerms())).toEqual([]);
  });
  it('is the sum of its files, each key in one of them', async () => {
    expect(await faultsOfFiles('en')).toEqual([]);
  });
  it('has no sentence that nothing shows', async () => {
    const app = new URL('../', here);
    const names = (await readdir(app, { recursive: true })).filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'));
    const code = (await Promise.all(names.map((name) => readFile(new URL(name, app), 'utf8')))).join('\n');
    const keys = [...new Set(Object.keys(catalogues.en).map(baseOf(catalogues.en)))];
    expect(faultsOfUse(keys, code, built)).toEqual([]);
    // Of lists that are in a page's own file, each ending stands there.
    for (const ending of [...rowWords, ...recorder]) expect(code, ending).toContain(`'${ending}'`);
  });
  it('has sentences for everything that is vital', () => {
    for (const start of vitalStarts)
      expect(
        vitalKeys.filter((key) => key.startsWith(start)),
        start,
      ).not.toEqual([]);
  });
});

describe.each(others)('%s', (code) => {
  it('has the areas of English, and every one of them reaches the pages', async () => {
    expect(Object.keys(await readAreas(code)).toSorted()).toEqual([...Object.keys(await readAreas('en')), 'terms'].toSorted());
    expect(await faultsOfFiles(code)).toEqual([]);
  });
  it('marks what a machine drafted', async () => {
    const drafted = JSON.parse(await readFile(new URL(`${code}/drafted.json`, here), 'utf8')) as string[];
    expect(faultsOfMarks(drafted, catalogues[code])).toEqual([]);
  });
  it('says everything that English says, and nothing else', () => {
    expect(faultsOfTranslation(code, catalogues[code], source)).toEqual([]);
  });
});

describe('the check', () => {
  const english = {
    'a.plain': 'Write {{name}} here',
    'a.files_one': '{{count}} file',
    'a.files_other': '{{count}} files',
    'term.x.posed_as_other': 'Posed',
  };
  const spanish = {
    'a.plain': 'Escriba {{name}} aquí',
    'a.files_one': 'Un archivo',
    'a.files_many': '{{count}} de archivos',
    'a.files_other': '{{count}} archivos',
    'term.x.posed_as_other': 'Fingió',
  };
  const faults = (change: Record<string, string | undefined>, code: LanguageCode = 'es') => {
    const texts = Object.fromEntries(Object.entries({ ...spanish, ...change }).filter(([, text]) => text !== undefined)) as Texts;
    return faultsOfTranslation(code, texts, english);
  };
  it('is content with a whole translation', () => expect(faults({})).toEqual([]));
  it('sees a sentence that is missing, and one that is too much', () => {
    expect(faults({ 'a.plain': undefined, 'a.more': 'x' })).toEqual(['a.plain is missing', 'a.more is not in English']);
  });
  it('sees a form that is missing, and one that the language has not', () => {
    expect(faults({ 'a.files_many': undefined, 'a.files_few': '{{count}}' })).toEqual([
      'a.files_many is missing',
      'a.files_few is no form of this language',
    ]);
  });
  it('sees placeholders that differ', () => {
    expect(faults({ 'a.plain': 'Escriba {{nombre}} aquí' })).toEqual(['a.plain has other placeholders than English']);
    expect(faults({ 'a.plain': 'Escriba' })).toEqual(['a.plain has other placeholders than English']);
    expect(faults({ 'a.files_other': 'archivos' })).toEqual(['a.files_other has other placeholders than English']);
  });
  it('sees English that was left, tags and emptiness', () => {
    expect(faults({ 'a.plain': 'Write {{name}} here' })).toEqual([]); // two words may well be the same
    expect(faultsOfTranslation('fr', { a: 'This is still English' }, { a: 'This is still English' })).toEqual(['a is still English']);
    expect(faultsOfTranslation('ru', { a: 'Write {{name}}', b: 'SHA-256' }, { a: 'Write {{name}}', b: 'SHA-256' })).toEqual([
      'a is still English',
    ]);
    expect(faults({ 'a.plain': '<b>{{name}}</b>' })).toEqual(['a.plain holds a tag']);
    expect(faultsOfTranslation('es', { a: ' ' }, { a: 'x' })).toEqual(['a is empty']);
  });
  it('sees promises in English', () => {
    expect(faultsOfEnglish({ a: 'Verified by us', b: 'tampered with', c: 'Fakelore' })).toEqual([
      'a holds a word that promises too much',
      'b holds a word that promises too much',
      'c holds a word that promises too much',
    ]);
  });
  it('sees what nothing shows, under the start of a template too', () => {
    const code = "say('a.plain'); say(`b.${kind}`)";
    expect(faultsOfUse(['a.plain', 'b.one'], code, { 'b.': ['one'] })).toEqual([]);
    expect(faultsOfUse(['a.plain', 'a.more', 'b.one', 'b.two'], code, { 'b.': ['one'] })).toEqual([
      'a.more is shown by nothing',
      'b.two is shown by nothing',
    ]);
    expect(faultsOfUse(['a.plain'], code, { 'b.': ['one'], 'c.': [] })).toEqual([
      'c. is put together nowhere',
      'b.one is listed and is no sentence',
    ]);
  });
  it('sees marks of what does not exist', () => {
    expect(faultsOfMarks(['*'], {})).toEqual([]);
    expect(faultsOfMarks(['a', '*'], {})).toEqual(['a is marked and does not exist', 'all are marked, and some by name']);
  });
});
