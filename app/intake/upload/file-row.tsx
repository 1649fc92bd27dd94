/** One file in a page's list. In the page's `<template>` its id is `{id}`: the script puts the upload's in its place once there is one. */
import { sayTerm } from '#app/i18n/terms.ts';
import { formatDuration, formatLimit, formatSize, type LanguageCode, type Say } from '#app/i18n/texts.ts';
import { intlLocale } from '#app/i18n/languages.ts';
import { Select, TextField, useFormError, type Option } from '#app/ui/form.tsx';
import { showName } from '#app/ui/visible-text.ts';
import { yesNoUnknown } from '#db/intake/sections.ts';
import { recorderKeys } from '#db/vocabularies/report-answers.ts';
import { blanks, rowWords } from './row-words.ts';

type Row = { say: Say; code: LanguageCode; id: string; name: string; size: number; stored: boolean };

/** `asks`: whether the row asks about the file. Of a statement it does not: who made it and how is known. */
export function FileRow({ say, code, id, name, size, stored, asks }: Row & { asks: boolean }) {
  const shown = showName(name) || say('files.nameless');
  return (
    <li data-upload={id} data-phase={stored ? 'stored' : 'unfinished'} data-size={size} data-file={name}>
      <div role="group" aria-labelledby={`name.${id}`}>
        <h3 id={`name.${id}`}>
          <bdi data-name>{shown}</bdi>
        </h3>
        <p>
          <span data-state>{say(stored ? 'files.stored' : 'files.unfinished')}</span>
          <span data-amount className="quiet">
            {size > 0 ? ` · ${formatSize(size, code)}` : ''}
          </span>
        </p>
        {stored ? null : (
          <p className="quiet" data-hint>
            {size > 0 ? (
              <span data-with-script hidden>
                {say('files.unfinishedAgain')}
              </span>
            ) : null}
            <span data-without-script={size > 0 ? '' : undefined}>{say('files.unfinishedHint')}</span>
          </p>
        )}
        {asks ? (
          <div data-asks>
            <TextField name={`caption.${id}`} autoComplete="off" label={say('files.caption')} />
            <AboutFile say={say} id={id} />
          </div>
        ) : null}
        <button
          type="submit"
          className="plain"
          id={`remove-stored.${id}`}
          name="remove"
          value={id}
          aria-labelledby={`remove-stored.${id} name.${id}`}
        >
          {say('files.remove')}
        </button>
      </div>
    </li>
  );
}

function AboutFile({ say, id }: { say: Say; id: string }) {
  const wrong = [
    useFormError(`made.${id}`),
    useFormError(`recordedBy.${id}`),
    useFormError(`device.${id}`),
    useFormError(`edited.${id}`),
    useFormError(`chatApp.${id}`),
  ];
  const none = { value: '', label: say('files.about.notSaid') };
  const answers: Option[] = [none, ...yesNoUnknown.map((value) => ({ value, label: say(`answer.${value}`) }))];
  const recorders = recorderKeys.map((value) => ({ value, label: sayTerm(say, 'recorder', value) }));
  return (
    <details className="about" open={wrong.some((error) => error !== undefined)}>
      <summary>{say('files.about')}</summary>
      <Select name={`recordedBy.${id}`} label={say('files.recordedBy')} options={[none, ...recorders]} />
      <TextField name={`made.${id}`} autoComplete="off" label={say('files.made')} hint={say('files.made.hint')} />
      <TextField name={`device.${id}`} autoComplete="off" label={say('files.device')} hint={say('files.device.hint')} />
      <Select name={`edited.${id}`} label={say('files.edited')} hint={say('files.edited.hint')} options={answers} />
      <Select name={`chatApp.${id}`} label={say('files.chatApp')} options={answers} />
    </details>
  );
}

const minutesSaid = [1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 50, 60, 120, 180, 240, 300, 360, 480, 600, 720, 1080, 1440, 2880];

type Limits = { maxFileBytes: number; maxFiles: number; room: number; refusedTypes: readonly string[] };

/**
 * The page's template of a row, and what its script says: scripts hold no sentence of their own. Data, not a script: browsers run nothing of this type. `<` is
 * written so that no text can end the element.
 */
export function RowTemplate({
  say,
  code,
  asks,
  limits,
  words,
}: Pick<Row, 'say' | 'code'> & { asks: boolean; limits: Limits; words?: object }) {
  const { maxFileBytes, maxFiles, room, refusedTypes } = limits;
  const said = {
    ...Object.fromEntries(rowWords.map((key) => [key, say(`files.${key}`, blanks)])),
    empty: say('refusal.fileEmpty.text'),
    tooLarge: say('refusal.fileTooLarge.text', { limit: formatLimit(maxFileBytes, code) }),
    kindRefused: say('refusal.fileKindRefused.text', { ending: '{ending}' }),
    tooMany: say('refusal.tooManyFiles.text', { limit: maxFiles }),
    locale: intlLocale(code),
    sizes: [0, 1, 2, 3, 4].map((step) => formatSize(5 * 1000 ** step, code).replace('5', '{n}')),
    times: minutesSaid.map((minutes) => [minutes, formatDuration(minutes, code)]),
    maxFileBytes,
    room,
    refusedTypes,
    ...words,
  };
  return (
    <>
      <template id="item">
        <FileRow say={say} code={code} id="{id}" name="" size={0} stored asks={asks} />
      </template>
      <script
        type="application/json"
        id="words"
        dangerouslySetInnerHTML={{ __html: JSON.stringify(said).replaceAll('<', String.raw`\u003c`) }}
      />
    </>
  );
}
