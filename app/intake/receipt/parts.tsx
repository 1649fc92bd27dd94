/** The parts of a receipt that a proof of filing has too. */
import { useSay } from '../speech.tsx';
import type { DescribedFile, DescribedFiling } from './filed.ts';

export function ReceivedAt({ filing: { utc, local } }: { filing: DescribedFiling }) {
  const say = useSay();
  return (
    <>
      <h2>{say('receipt.received')}</h2>
      <p>
        <bdi>{local}</bdi>
        <br />
        <bdi>{utc}</bdi>
      </p>
    </>
  );
}

export function FiledFiles({ files }: { files: readonly DescribedFile[] }) {
  const say = useSay();
  if (files.length === 0) return null;
  return (
    <>
      <h2>{say('receipt.files')}</h2>
      <ul className="files">
        {files.map(({ id, name, size, label, sha256, notes }) => (
          <li key={id}>
            <h3>{name === null ? say('files.nameless') : <bdi>{name.shown}</bdi>}</h3>
            <p>{size}</p>
            {sha256 === null ? null : (
              <>
                <p className="quiet">{label}</p>
                <p className="code" dir="ltr">
                  {sha256}
                </p>
              </>
            )}
            {notes.map((note) => (
              <p key={note}>{note}</p>
            ))}
          </li>
        ))}
      </ul>
      <p className="quiet">{say('receipt.hashHint')}</p>
    </>
  );
}

export function RecordNumber({ head }: { head: string }) {
  const say = useSay();
  return (
    <>
      <h2>{say('receipt.head')}</h2>
      <p className="code" id="head" dir="ltr">
        {head}
      </p>
      <p className="quiet">{say('receipt.headHint')}</p>
    </>
  );
}

/** Reference or passphrase, and the same in digits. */
export function Secret({ id, value, digits }: { id: 'reference' | 'passphrase'; value: string; digits: string }) {
  const say = useSay();
  return (
    <>
      <bdi className="secret" id={id} dir="ltr" lang="en" translate="no">
        {value}
      </bdi>
      <p className="label" id={`${id}-digits-label`}>
        {say('receipt.inDigits')}
      </p>
      <bdi className="secret digits" id={`${id}-digits`} dir="ltr" translate="no" aria-labelledby={`${id}-digits-label`} role="group">
        {digits}
      </bdi>
    </>
  );
}
