/**
 * Form fields as plain HTML. A page's values and errors are given once to `<FormState>`; each field finds its own by name, ties hint and error to its control
 * (`aria-describedby`), and has the id that the error summary links to. Works without a script.
 */
import { createContext, useContext, type ReactNode } from 'react';

export type FormValues = Readonly<Record<string, readonly string[]>>;
/** Field name → the sentence that says what is wrong. In the order of the page. */
export type FormErrors = Readonly<Record<string, string>>;

const State = createContext<{ values: FormValues; errors: FormErrors }>({ values: {}, errors: {} });

export function FormState({ values, errors, children }: { values: FormValues; errors: FormErrors; children: ReactNode }) {
  return <State.Provider value={{ values, errors }}>{children}</State.Provider>;
}

/** What the page's fields hold, for parts of a page that depend on which fields there are. */
export function useFormValues(): FormValues {
  return useContext(State).values;
}

/** What is wrong with a part of the page that is no field of its own. */
export function useFormError(name: string): string | undefined {
  const { errors } = useContext(State);
  return Object.hasOwn(errors, name) ? errors[name] : undefined;
}

/** Whether any field whose name begins so holds something or has something wrong with it: a part of the page with such a field stays open. */
export function useConcerns(prefix: string): boolean {
  const { values, errors } = useContext(State);
  const isFilled = Object.entries(values).some(([name, [value]]) => name.startsWith(prefix) && value !== undefined && value !== '');
  return isFilled || Object.keys(errors).some((name) => name.startsWith(prefix));
}

type FieldProps = { name: string; label: ReactNode; hint?: ReactNode; className?: string };

/** What every control needs to know of its own name. */
function useField(name: string, hint: ReactNode) {
  const { values, errors } = useContext(State);
  const error = Object.hasOwn(errors, name) ? errors[name] : undefined;
  const described = [hint ? `${name}-hint` : '', error ? `${name}-error` : ''].filter(Boolean).join(' ');
  return {
    given: (Object.hasOwn(values, name) ? values[name] : undefined) ?? [],
    error,
    aria: { ...(described ? { 'aria-describedby': described } : {}), ...(error ? { 'aria-invalid': true as const } : {}) },
  };
}

function Notes({ name, hint, error }: { name: string; hint: ReactNode; error: string | undefined }) {
  return (
    <>
      {hint ? (
        <p className="hint" id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p className="error" id={`${name}-error`}>
          {error}
        </p>
      ) : null}
    </>
  );
}

type TextProps = FieldProps & {
  type?: 'text' | 'email' | 'tel' | 'time' | 'password' | 'search';
  inputMode?: 'numeric' | 'text';
  autoComplete?: string;
  spellCheck?: boolean;
};

export function TextField({ name, label, hint, className, type = 'text', ...rest }: TextProps) {
  const { given, error, aria } = useField(name, hint);
  return (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      <Notes name={name} hint={hint} error={error} />
      <input
        id={name}
        name={name}
        type={type}
        dir={type === 'text' ? 'auto' : undefined}
        defaultValue={given[0] ?? ''}
        className={className}
        {...aria}
        {...rest}
      />
    </div>
  );
}

export function LongText({ name, label, hint, rows }: FieldProps & { rows: number }) {
  const { given, error, aria } = useField(name, hint);
  return (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      <Notes name={name} hint={hint} error={error} />
      {/* Some browsers send what is written to their maker to check its spelling. */}
      <textarea id={name} name={name} rows={rows} dir="auto" spellCheck={false} defaultValue={given[0] ?? ''} {...aria} />
    </div>
  );
}

export type Option = { value: string; label: ReactNode; hint?: ReactNode };

export function Select({ name, label, hint, options, className }: FieldProps & { options: readonly Option[] }) {
  const { given, error, aria } = useField(name, hint);
  return (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      <Notes name={name} hint={hint} error={error} />
      <select id={name} name={name} defaultValue={given[0] ?? ''} className={className} {...aria}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Radios, or checkboxes where `many`. The first control carries the field's own name as id: that is where the error summary leads. */
export function Choices({
  name,
  label,
  hint,
  options,
  many = false,
  columns = false,
}: FieldProps & { options: readonly Option[]; many?: boolean; columns?: boolean }) {
  const { given, error, aria } = useField(name, hint);
  return (
    <fieldset className="field" aria-describedby={aria['aria-describedby']}>
      <legend>{label}</legend>
      <Notes name={name} hint={hint} error={error} />
      <div className={columns ? 'columns' : undefined}>
        {options.map((option, index) => (
          <label className="choice" key={option.value}>
            <input
              type={many ? 'checkbox' : 'radio'}
              name={name}
              id={index === 0 ? name : `${name}-${option.value}`}
              value={option.value}
              defaultChecked={given.includes(option.value)}
              aria-invalid={aria['aria-invalid']}
            />
            <span>
              {option.label}
              {option.hint ? <small>{option.hint}</small> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One yes-or-nothing box. */
export function Tick({ name, label, hint }: FieldProps) {
  const { given, error, aria } = useField(name, undefined);
  return (
    <div className="field">
      <Notes name={name} hint={undefined} error={error} />
      <label className="choice">
        <input type="checkbox" id={name} name={name} value="yes" defaultChecked={given.includes('yes')} {...aria} />
        <span>
          {label}
          {hint ? <small>{hint}</small> : null}
        </span>
      </label>
    </div>
  );
}

/** Month, day and year as people write them: a calendar picker is of little use for a remembered day. */
export function DayField({
  name,
  label,
  hint,
  months,
  words,
}: FieldProps & { months: readonly string[]; words: { month: string; day: string; year: string } }) {
  const { error, aria } = useField(name, hint);
  const month = useField(`${name}-month`, undefined).given[0] ?? '';
  const day = useField(`${name}-day`, undefined).given[0] ?? '';
  const year = useField(`${name}-year`, undefined).given[0] ?? '';
  return (
    <fieldset className="field" aria-describedby={aria['aria-describedby']}>
      <legend>{label}</legend>
      <Notes name={name} hint={hint} error={error} />
      <div className="row">
        <div className="wide">
          <label htmlFor={name}>{words.month}</label>
          <select id={name} name={`${name}-month`} defaultValue={month} aria-invalid={aria['aria-invalid']}>
            <option value="" />
            {months.map((text, index) => (
              <option key={text} value={String(index + 1)}>
                {text}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label htmlFor={`${name}-day`}>{words.day}</label>
          <input
            id={`${name}-day`}
            name={`${name}-day`}
            inputMode="numeric"
            autoComplete="off"
            defaultValue={day}
            aria-invalid={aria['aria-invalid']}
          />
        </div>
        <div>
          <label htmlFor={`${name}-year`}>{words.year}</label>
          <input
            id={`${name}-year`}
            name={`${name}-year`}
            inputMode="numeric"
            autoComplete="off"
            defaultValue={year}
            aria-invalid={aria['aria-invalid']}
          />
        </div>
      </div>
    </fieldset>
  );
}
