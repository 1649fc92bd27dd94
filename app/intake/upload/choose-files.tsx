/** The field that takes files, with what it says where scripts are on and where they are off; where there is a camera, two more that open it. */
import type { Say } from '#app/i18n/texts.ts';
import { useFormError } from '#app/ui/form.tsx';

type Texts = { label: string; hint: string; plainHint: string; send: string };

/** `camera`: two buttons, because phones open their camera at once only where a single kind is asked for. */
export function ChooseFiles({
  say,
  label,
  hint,
  plainHint,
  send,
  accept,
  camera = false,
}: Texts & { say: Say; accept?: string; camera?: boolean }) {
  const error = useFormError('file');
  return (
    <>
      {/* The Enter key presses a form's first button. Without this one that would be "remove". */}
      <button type="submit" name="go" value="on" className="hidden" tabIndex={-1} aria-hidden="true">
        {say('files.continue')}
      </button>
      <div className="field">
        <label htmlFor="file">{label}</label>
        <p className="hint" id="file-hint">
          <span data-with-script hidden>
            {hint} {camera ? <span className="drop-hint">{say('files.drop')}</span> : null}
          </span>
          <span data-without-script>{plainHint}</span>
        </p>
        {error === undefined ? null : (
          <p className="error" id="file-error">
            {error}
          </p>
        )}
        <input
          type="file"
          id="file"
          name="file"
          multiple
          accept={accept}
          aria-describedby={error === undefined ? 'file-hint' : 'file-hint file-error'}
          aria-invalid={error === undefined ? undefined : true}
        />
      </div>
      {camera ? <Camera say={say} /> : null}
      <button type="submit" name="go" value="send" data-without-script>
        {send}
      </button>
      <p role="status" aria-live="polite" className="hidden" id="announcements" />
    </>
  );
}

/** Shown by the style sheet on what is used by touch. */
function Camera({ say }: { say: Say }) {
  return (
    <div className="camera">
      <div className="actions">
        <div>
          <label htmlFor="photo">{say('files.photo')}</label>
          <input type="file" id="photo" name="file" accept="image/*" capture="environment" aria-describedby="camera-hint" />
        </div>
        <div>
          <label htmlFor="video">{say('files.video')}</label>
          <input type="file" id="video" name="file" accept="video/*" capture="environment" aria-describedby="camera-hint" />
        </div>
      </div>
      <p className="hint" id="camera-hint">
        {say('files.camera.hint')}
      </p>
    </div>
  );
}

/** What the page's script shows above the list while files are on their way. `tab`: where other questions are. */
export function UnderWay({ say, tab }: { say: Say; tab?: string | undefined }) {
  return (
    <div className="panel" id="under-way" hidden>
      <p id="summary" />
      <p id="screen-on" data-while>
        {say('files.screenOn')}
      </p>
      {tab === undefined ? null : (
        <p data-while>
          <a href={tab} target="_blank" rel="noopener">
            {say('files.newTab')}
          </a>
        </p>
      )}
    </div>
  );
}

/** What the page's script asks where its form is sent while files are on their way. */
export function Leaving({ say }: { say: Say }) {
  return (
    <div className="panel warn" id="leaving" role="group" aria-labelledby="leaving-title" hidden>
      <h2 id="leaving-title" tabIndex={-1}>
        {say('files.leaving', { number: '' })}
      </h2>
      <p id="leaving-hint">{say('files.leaving.hint')}</p>
      <div className="actions">
        <button type="button" id="leaving-wait">
          {say('files.leaving.wait')}
        </button>
        <button type="button" className="second" id="leaving-without">
          {say('files.leaving.without')}
        </button>
        <button type="button" className="second" id="leaving-stay">
          {say('files.leaving.stay')}
        </button>
      </div>
    </div>
  );
}
