/** The form of a page of files, of a report and of what is added to one: choose, the list with what is asked of each file, and its script. */
import type { ReactNode } from 'react';
import { formatLimit } from '#app/i18n/texts.ts';
import { FormState } from '#app/ui/form.tsx';
import { useLanguage, useSay } from '../speech.tsx';
import { aboutValues } from './about-form.ts';
import { ChooseFiles, Leaving, UnderWay } from './choose-files.tsx';
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
type Sending = {
  files: ReportFile[];
  maxFiles: number;
  /** How many the list can hold: other pages' files count too. */
  room: number;
  maxFileBytes: number;
  maxThroughServerBytes: number;
  refusedTypes: readonly string[];
};

export function FilesForm({
  sending,
  outcome,
  texts,
  fromCheck = false,
  tab,
  children,
}: {
  sending: Sending;
  outcome: FilesOutcome | undefined;
  texts: Texts;
  fromCheck?: boolean;
  /** Where other questions can be answered meanwhile. */
  tab?: string;
  /** At the end of what is said before choosing. */
  children?: ReactNode;
}) {
  const say = useSay();
  const { code } = useLanguage();
  const { files } = sending;
  const said = Object.assign({}, ...files.map(aboutValues)) as Record<string, string[]>; // one object of all rows' fields
  return (
    <>
      <div className="panel">
        <p>{say('files.original')}</p>
        <p>{say('files.iphone')}</p>
        <p>{say('files.hidden')}</p>
        <p data-with-script hidden>
          {say('files.kept')}
        </p>
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
            plainHint={say('files.choose.hintPlain', { size: formatLimit(sending.maxThroughServerBytes, code) })}
            send={say('files.send')}
            camera
          />
          <h2>{texts.list}</h2>
          <UnderWay say={say} tab={tab} />
          <p id="none" hidden={files.length > 0}>
            {texts.none}
          </p>
          <ul className="files" id="list">
            {files.map((file) => (
              <FileRow key={file.id} say={say} code={code} {...file} asks />
            ))}
          </ul>
          <Leaving say={say} />
          <button type="submit" name="go" value="on" id="go-on">
            {texts.next}
          </button>
        </form>
        <RowTemplate say={say} code={code} asks limits={sending} />
      </FormState>
      <script src={uploadScript} defer />
    </>
  );
}
