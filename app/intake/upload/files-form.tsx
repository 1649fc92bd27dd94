/** The form of a page of files, of a report and of what is added to one: choose, the list with what is asked of each file, and its script. */
import type { ReactNode } from 'react';
import { intlLocale } from '#app/i18n/languages.ts';
import { formatLimit, formatSize } from '#app/i18n/texts.ts';
import { FormState } from '#app/ui/form.tsx';
import { useLanguage, useSay } from '../speech.tsx';
import { aboutValues } from './about-form.ts';
import { ChooseFiles } from './choose-files.tsx';
import { FileRow, RowTemplate } from './file-row.tsx';
import uploadScript from './page.ts?worker&url';
import type { FilesOutcome } from './posted.ts';
import type { ReportFile } from './report-files.ts';

type Texts = {
  /** Above the list. */
  list: string;
  /** Where there are no files yet. */
  none: string;
  /** On the button that goes on. */
  next: string;
};
type Sending = { files: ReportFile[]; maxFileBytes: number; maxThroughServerBytes: number };

export function FilesForm({
  sending: { files, maxFileBytes, maxThroughServerBytes },
  outcome,
  texts,
  fromCheck = false,
  children,
}: {
  sending: Sending;
  outcome: FilesOutcome | undefined;
  texts: Texts;
  fromCheck?: boolean;
  /** At the end of what is said before choosing. */
  children?: ReactNode;
}) {
  const say = useSay();
  const { code } = useLanguage();
  const said = Object.assign({}, ...files.map(aboutValues)) as Record<string, string[]>; // one object of all rows' fields
  const words = {
    maxFileBytes,
    tooLarge: say('refusal.fileTooLarge.text', { limit: formatLimit(maxFileBytes, code) }),
    locale: intlLocale(code),
  };
  return (
    <>
      <div className="panel">
        <p>{say('files.original')}</p>
        <p>{say('files.iphone')}</p>
        <p>{say('files.hidden')}</p>
        {children}
      </div>
      <FormState values={{ ...said, ...outcome?.values }} errors={outcome?.errors ?? {}}>
        <form method="post" encType="multipart/form-data" id="files" autoComplete="off" noValidate>
          <input type="hidden" name="spoken" value={code} />
          {fromCheck ? <input type="hidden" name="from" value="check" /> : null}
          <ChooseFiles
            say={say}
            label={say('files.choose')}
            hint={say('files.choose.hint')}
            plainHint={say('files.choose.hintPlain', { size: formatLimit(maxThroughServerBytes, code) })}
            send={say('files.send')}
          />
          <h2>{texts.list}</h2>
          <p id="none" hidden={files.length > 0}>
            {texts.none}
          </p>
          <ul className="files" id="list">
            {files.map((file) => (
              <FileRow key={file.id} say={say} {...file} size={formatSize(file.size, code)} asks />
            ))}
          </ul>
          <button type="submit" name="go" value="on">
            {texts.next}
          </button>
        </form>
        <RowTemplate say={say} asks words={words} />
      </FormState>
      <script src={uploadScript} defer />
    </>
  );
}
