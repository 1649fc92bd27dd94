/** One file in a page's list. In the page's `<template>` its id is `{id}`: the script puts the upload's in its place once there is one. */
import { sayTerm } from '#app/i18n/terms.ts';
import type { Say } from '#app/i18n/texts.ts';
import { Select, TextField, useFormError, type Option } from '#app/ui/form.tsx';
import { showName } from '#app/ui/visible-text.ts';
import { yesNoUnknown } from '#db/intake/sections.ts';
import { recorderKeys } from '#db/vocabularies/report-answers.ts';

type Row = { say: Say; id: string; name: string; size: string; stored: boolean };

/** `asks`: whether the row asks about the file. Of a statement it does not: who made it and how is known. */
export function FileRow({ say, id, name, size, stored, asks }: Row & { asks: boolean }) {
  const shown = showName(name) || say('files.nameless');
  return (
    <li data-upload={id}>
      <div role="group" aria-labelledby={`name.${id}`}>
        <h3 id={`name.${id}`}>
          <bdi data-name>{shown}</bdi>
        </h3>
        <p>
          <span data-state>{say(stored ? 'files.stored' : 'files.unfinished')}</span>
          <span data-size className="quiet">
            {stored && size !== '' ? ` · ${size}` : ''}
          </span>
        </p>
        {stored ? null : <p className="quiet">{say('files.unfinishedHint')}</p>}
        {asks ? (
          <div data-asks>
            <TextField name={`caption.${id}`} autoComplete="off" label={say('files.caption')} />
            <AboutFile say={say} id={id} />
          </div>
        ) : null}
        <button type="submit" className="plain" name="remove" value={id} aria-label={say('files.removeNamed', { name: shown })}>
          {say('files.remove')}
        </button>
      </div>
    </li>
  );
}

function AboutFile({ say, id }: { say: Say; id: string }) {
  const wrong = [
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
      <TextField name={`device.${id}`} autoComplete="off" label={say('files.device')} hint={say('files.device.hint')} />
      <Select name={`edited.${id}`} label={say('files.edited')} hint={say('files.edited.hint')} options={answers} />
      <Select name={`chatApp.${id}`} label={say('files.chatApp')} options={answers} />
    </details>
  );
}

/** What the scripts say is rendered into the page, in its language; they hold no sentence of their own. */
const rowWords = [
  'waiting',
  'sending',
  'retrying',
  'failed',
  'failedUnknown',
  'stored',
  'storedNamed',
  'startedNamed',
  'changed',
  'removeNamed',
  'dismiss',
  'dismissNamed',
  'again',
  'againNamed',
  'stay',
] as const;

/** The page's template of a row and its words. Data, not a script: browsers run nothing of this type. `<` is written so that no text can end the element. */
export function RowTemplate({ say, asks, words }: { say: Say; asks: boolean; words: Record<string, string | number> }) {
  const blanks = { percent: '{percent}', reason: '{reason}', name: '{name}' };
  const said = Object.fromEntries(rowWords.map((key) => [key, say(`files.${key}`, blanks)]));
  const json = JSON.stringify({ ...said, empty: say('refusal.fileEmpty.text'), ...words }).replaceAll('<', String.raw`\u003c`);
  return (
    <>
      <template id="item">
        <FileRow say={say} id="{id}" name="" size="" stored asks={asks} />
      </template>
      <script type="application/json" id="words" dangerouslySetInnerHTML={{ __html: json }} />
    </>
  );
}
