/** A receipt or a proof of filing as data for its template: sentences of ours as `{say}`, everything of a witness's as plain strings, which the typesetter makes safe. Pure. */
import { languageOf, type LanguageCode, type Say } from '#app/i18n/texts.ts';
import type { DescribedFile, DescribedFiling } from './filed.ts';
import type { DescribedProof } from './proof.ts';

type Said = { say: string };
export type SheetPart =
  | { kind: 'heading' | 'text' | 'quiet'; text: Said }
  | { kind: 'secret' | 'code'; value: string }
  | { kind: 'name'; value: string | Said; direction: 'ltr' | 'rtl' | null };
/** `language` is ISO 639; `tall` scripts need more room between lines. */
export type Sheet = {
  title: Said;
  office: string;
  reference: string;
  language: string;
  direction: 'ltr' | 'rtl';
  fonts: string[];
  tall: boolean;
  parts: SheetPart[];
  /** On a sheet of its own that does not bear the reference. */
  apart: SheetPart[];
};

export type Secrets = { reference: string; referenceDigits: string; passphrase: { words: string; digits: string } | null };

const fallbacks = [
  'Noto Sans',
  'Noto Naskh Arabic',
  'Noto Sans Arabic',
  'Noto Sans Hebrew',
  'Noto Sans Bengali',
  'Noto Sans Devanagari',
  'Noto Sans Gurmukhi',
  'Noto Sans CJK SC',
  'Noto Sans CJK TC',
  'Noto Sans CJK KR',
  'Noto Sans CJK JP',
  'Noto Sans Symbols',
  'Noto Sans Symbols2',
];
/** The same code point has other shapes in another language: what a page is written in comes first. */
const fontsOfScript: Record<string, string> = {
  Hans: 'Noto Sans CJK SC',
  Hant: 'Noto Sans CJK TC',
  Kore: 'Noto Sans CJK KR',
  Arab: 'Noto Naskh Arabic',
  Hebr: 'Noto Sans Hebrew',
  Beng: 'Noto Sans Bengali',
};

export function sheet(
  code: LanguageCode,
  { title, office, reference, parts, apart = [] }: Pick<Sheet, 'office' | 'reference' | 'parts'> & { title: string; apart?: SheetPart[] },
): Sheet {
  const { direction } = languageOf(code);
  const { language, script } = new Intl.Locale(code).maximize();
  const isNastaliq = language === 'ur';
  const first = isNastaliq ? 'Noto Nastaliq Urdu' : fontsOfScript[script ?? ''];
  return {
    title: { say: title },
    office,
    reference,
    language,
    direction,
    // Latin letters and digits inside another script come from its own neighbour, not from a fallback that the machine chooses.
    fonts: first === undefined ? fallbacks : [first, ...fallbacks.filter((font) => font !== first)],
    tall: isNastaliq,
    parts,
    apart,
  };
}

/** Everything of the receipt; the passphrase on a sheet of its own, so that the two can be kept apart, and only where it is asked for. */
export function receiptSheet(filing: DescribedFiling, office: string, secrets: Secrets, say: Say, code: LanguageCode): Sheet {
  const { reference, referenceDigits, passphrase } = secrets;
  return sheet(code, {
    title: say('receipt.title'),
    office,
    reference,
    parts: [
      heading(say('receipt.reference')),
      { kind: 'secret', value: reference },
      quiet(say('receipt.inDigits')),
      { kind: 'secret', value: referenceDigits },
      ...filingParts(filing, say),
    ],
    apart: passphrase === null ? [] : passphraseParts(passphrase, say),
  });
}

/** What a witness shows to others: everything of the receipt but the secrets, and what was sent since. */
export function proofSheet({ filing, events }: DescribedProof, office: string, say: Say, code: LanguageCode): Sheet {
  return sheet(code, {
    title: say('proof.title'),
    office,
    reference: filing.reference,
    parts: [
      text(say('proof.text')),
      heading(say('receipt.reference')),
      { kind: 'secret', value: filing.reference },
      ...filingParts(filing, say),
      heading(say('proof.events')),
      ...events.flatMap(({ head, sentence }) => [text(sentence), { kind: 'code', value: head } as const]),
      quiet(say('proof.eventsHint')),
    ],
  });
}

/** Times, files and record number, as on a receipt and on a proof of filing. */
export function filingParts({ utc, local, head, files }: DescribedFiling, say: Say): SheetPart[] {
  return [
    heading(say('receipt.received')),
    text(local),
    text(utc),
    ...(files.length === 0
      ? []
      : [heading(say('receipt.files')), ...files.flatMap((file) => fileParts(file, say)), quiet(say('receipt.hashHint'))]),
    heading(say('receipt.head')),
    { kind: 'code', value: head },
    quiet(say('receipt.headHint')),
  ];
}

function fileParts({ name, size, label, sha256, notes }: DescribedFile, say: Say): SheetPart[] {
  return [
    name === null
      ? { kind: 'name', value: { say: say('files.nameless') }, direction: null }
      : { kind: 'name', value: name.forPaper, direction: name.direction },
    text(size),
    ...(sha256 === null ? [] : [quiet(label), { kind: 'code', value: sha256 } as const]),
    ...notes.map(text),
  ];
}

function passphraseParts({ words, digits }: NonNullable<Secrets['passphrase']>, say: Say): SheetPart[] {
  return [
    heading(say('receipt.passphrase')),
    { kind: 'secret', value: words },
    quiet(say('receipt.inDigits')),
    { kind: 'secret', value: digits },
    quiet(say('receipt.passphrase.note')),
  ];
}

export const heading = (words: string): SheetPart => ({ kind: 'heading', text: { say: words } });
export const text = (words: string): SheetPart => ({ kind: 'text', text: { say: words } });
export const quiet = (words: string): SheetPart => ({ kind: 'quiet', text: { say: words } });
