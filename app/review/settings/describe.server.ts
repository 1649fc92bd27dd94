/** A setting's value in words, line by line: for the index, for earlier versions and for what differs. */
import { isLanguage } from '#app/i18n/languages.ts';
import { counties } from '#db/intake/places.ts';
import { settings, type SettingKey, type SettingValue } from '#db/settings/definitions.ts';
import { spoken } from '#db/vocabularies/spoken.ts';
import { decisionKeys, decisionLabels } from '../labels.ts';
import type { Line } from './differences.ts';
import { editors, isPlainKey } from './editors.server.ts';
import { showNumber, showSize, type Field } from './fields.ts';
import { officeWord, sortWords } from './office-words.ts';
import { partOf } from './read-form.server.ts';

/** Names of accounts by id, for settings that name a person. */
export type Names = Readonly<Record<string, string>>;

/** A value that no longer fits the setting's definition is shown as it is stored: an old version stays readable for ever. */
export function describeSetting(key: SettingKey, value: unknown, names: Names): Line[] {
  const parsed = settings[key].schema.safeParse(value);
  if (!parsed.success) return [{ id: 'stored', label: 'As stored', text: JSON.stringify(value) ?? '' }];
  if (isPlainKey(key)) return editors[key].fields.map((field) => toLine(field, parsed.data, names));
  return describers[key as keyof typeof describers](parsed.data as never); // each by its own schema, which the value has just passed
}

const describers = {
  'intake.texts': ({ own }: SettingValue<'intake.texts'>): Line[] =>
    Object.keys(own).flatMap((code) =>
      sortWords(Object.keys(own[code] ?? {})).map((key) => {
        const { title, name } = officeWord(key);
        const label = `${languageName(code)}: ${title}${name === title ? '' : `, ${name}`}`;
        return { id: `${code}/${key}`, label, text: own[code]?.[key] ?? '', language: code };
      }),
    ),
  'intake.languages': ({ confirmed }: SettingValue<'intake.languages'>): Line[] =>
    Object.entries(confirmed).map(([code, hash]) => ({
      id: code,
      label: languageName(code),
      text: `confirmed, words ${hash.slice(0, 12)}`,
    })),
  'intake.incidents': (incidents: SettingValue<'intake.incidents'>): Line[] =>
    incidents.flatMap(({ code, title, date, place, county, open }) => [
      ...Object.entries(title).map(([language, text]) => ({
        id: `${code}/title/${language}`,
        label: `${code}: name in ${languageName(language)}`,
        text,
        language,
      })),
      { id: `${code}/date`, label: `${code}: day`, text: date },
      { id: `${code}/place`, label: `${code}: place`, text: `${place}, ${countyName(county)}` },
      { id: `${code}/open`, label: `${code}: state`, text: open ? 'open' : 'closed' },
    ]),
  'review.reasons': (reasons: SettingValue<'review.reasons'>): Line[] =>
    decisionKeys.flatMap((decision) =>
      reasons[decision].map(({ key, label }) => ({
        id: `${decision}/${key}`,
        label: `${decisionLabels[decision]}: ${key}`,
        text: label,
      })),
    ),
};

/** The index shows a setting in one cell. */
export function summarise(key: SettingKey, value: unknown, names: Names): string {
  const lines = describeSetting(key, value, names);
  if (key === 'intake.texts') return count(lines.length, 'sentence of your own', 'sentences of your own');
  if (key === 'intake.languages') return count(lines.length, 'language confirmed', 'languages confirmed');
  if (key === 'review.reasons') return count(lines.length, 'reason', 'reasons');
  if (key === 'intake.incidents' && Array.isArray(value)) {
    const open = value.filter((each: unknown) => partOf(each, 'open') === true).length;
    return `${open} open, ${value.length - open} closed`;
  }
  const [only, second] = lines;
  if (only && !second) return only.text;
  return lines.map(({ label, text }) => `${label}: ${text}`).join(' · ');
}

export function languageName(code: string): string {
  const english = new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code;
  return isLanguage(code) && code !== 'en' ? `${english} (${spoken[code]})` : english;
}

export function countyName(key: string): string {
  const others: Readonly<Record<string, string>> = { outside: 'outside New York State', unknown: 'county not known' };
  return counties[key] ?? others[key] ?? key;
}

function toLine(field: Field, whole: unknown, names: Names): Line {
  return { id: field.path, label: field.label, text: inWords(field, partOf(whole, field.path), names) };
}

function inWords(field: Field, value: unknown, names: Names): string {
  if (typeof value === 'number')
    return field.kind === 'size' ? showSize(value) : `${showNumber(value)}${field.kind === 'number' ? ` ${field.unit}` : ''}`;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (value === undefined || value === null || value === '') return field.kind === 'choice' ? 'nobody named' : 'empty';
  const text = String(value);
  if (field.kind !== 'choice') return text;
  return field.options.find((option) => option.value === text)?.label ?? names[text] ?? text;
}

function count(many: number, one: string, other: string): string {
  return many === 0 ? `no ${one}` : `${many} ${many === 1 ? one : other}`;
}
