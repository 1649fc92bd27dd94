/** What the page of files asks about each file: its caption, and how it came to be. The fields of one file are called `caption.<upload>` and so on. */
import { captionLimit, lineLimit, yesNoUnknown, type FileDeclared } from '#db/intake/sections.ts';
import { recorderKeys } from '#db/vocabularies/report-answers.ts';
import type { DraftFile } from '../draft/content.ts';
import { readForm, type FormReader, type Problem } from '../questions/form-reader.ts';
import { given, one } from '../questions/question.ts';

const fields = ['caption', 'recordedBy', 'made', 'device', 'edited', 'chatApp'] as const;

export type AboutFiles = {
  /** By upload: what is to be kept. */
  said: Map<string, Pick<DraftFile, 'caption' | 'declared'>>;
  problems: Record<string, Problem>;
  /** As it was typed, for showing it again. */
  values: Record<string, string[]>;
};

/** Reads every file's fields; one that the form does not have leaves what was said before. A reader a file, so that no number of files is too many fields. */
export function readAboutFiles(form: FormData, files: readonly DraftFile[]): AboutFiles {
  const about: AboutFiles = { said: new Map(), problems: {}, values: {} };
  for (const file of files) {
    const own = new FormData();
    for (const field of fields) {
      const value = form.get(`${field}.${file.upload}`);
      if (typeof value === 'string') own.append(field, value);
    }
    const reader = readForm(own);
    about.said.set(file.upload, readOne(reader, file));
    for (const [field, problem] of Object.entries(reader.problems)) about.problems[`${field}.${file.upload}`] = problem;
    for (const [field, value] of Object.entries(reader.values)) about.values[`${field}.${file.upload}`] = value;
  }
  return about;
}

function readOne(form: FormReader, file: DraftFile): Pick<DraftFile, 'caption' | 'declared'> {
  const { declared } = file;
  const or = <T>(field: (typeof fields)[number], read: () => T, before: T): T => (form.values[field] === undefined ? before : read());
  const said: FileDeclared = {
    role: declared.role,
    ...given({
      recordedBy: or('recordedBy', () => form.choice('recordedBy', recorderKeys), declared.recordedBy),
      made: or('made', () => form.text('made', { limit: lineLimit }), declared.made),
      device: or('device', () => form.text('device', { limit: lineLimit }), declared.device),
      edited: or('edited', () => form.choice('edited', yesNoUnknown), declared.edited),
      chatApp: or('chatApp', () => form.choice('chatApp', yesNoUnknown), declared.chatApp),
    }),
  };
  return { caption: or('caption', () => form.text('caption', { limit: captionLimit }) ?? '', file.caption), declared: said };
}

/** The inverse: one file's fields under their names in the form. */
export function aboutValues({ id, caption, declared }: { id: string } & Pick<DraftFile, 'caption' | 'declared'>): Record<string, string[]> {
  return {
    [`caption.${id}`]: one(caption),
    [`recordedBy.${id}`]: one(declared.recordedBy),
    [`made.${id}`]: one(declared.made),
    [`device.${id}`]: one(declared.device),
    [`edited.${id}`]: one(declared.edited),
    [`chatApp.${id}`]: one(declared.chatApp),
  };
}
