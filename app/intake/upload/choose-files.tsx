/** The field that takes files, with what it says where scripts are on and where they are off. */
import type { Say } from '#app/i18n/texts.ts';
import { useFormError } from '#app/ui/form.tsx';

type Texts = { label: string; hint: string; plainHint: string; send: string };

export function ChooseFiles({ say, label, hint, plainHint, send, accept }: Texts & { say: Say; accept?: string }) {
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
            {hint}
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
      <button type="submit" name="go" value="send" data-without-script>
        {send}
      </button>
      <p role="status" aria-live="polite" className="hidden" id="announcements" />
    </>
  );
}
