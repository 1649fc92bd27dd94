/** What no page may show: a sentence's name instead of the sentence, as i18next gives it back where a key is missing; a place that nothing was filled into. */
import { catalogues } from '#app/i18n/catalogues.ts';

const areas = new Set([...Object.keys(catalogues.en).map((key) => key.split('.')[0] ?? ''), 'term', 'hint']);
/** A key as it would stand in a page. Names of files and addresses have other beginnings, or these endings. */
export const rawText = new RegExp(
  String.raw`\{\{[^{}]*\}\}|(?<![\p{L}\p{N}./@:_-])(?:${[...areas].join('|')})(?:\.(?!(?:jpe?g|png|mp4|m4a|txt|zip|org|gov|com)\b)[a-zA-Z0-9_]+)+(?![\p{L}\p{N}/@_-])`,
  'gu',
);

/** Every such place in what a page shows: `document.body.innerText`, and the labels that only a screen reader reads. */
export function findRawTexts(shown: string): string[] {
  return [...shown.matchAll(rawText)].map(([found]) => found);
}
