import { Choices, LongText, Select, TextField, useFormError, useFormValues } from '#app/ui/form.tsx';
import { sizeUnitKeys, type Field } from './fields.ts';

/** One field of a setting's form. */
export function FieldView({ field }: { field: Field }) {
  const { path, label, hint } = field;
  switch (field.kind) {
    case 'number':
      return (
        <TextField
          name={path}
          label={label}
          hint={[hint, `Number of ${field.unit}.`].filter(Boolean).join(' ')}
          inputMode="numeric"
          className="short"
        />
      );
    case 'size':
      return (
        <div className="pair">
          <TextField name={path} label={label} hint={hint} inputMode="numeric" className="short" />
          <Select
            name={`${path}.unit`}
            label="Unit"
            className="short"
            options={sizeUnitKeys.map((unit) => ({ value: unit, label: unit === 'B' ? 'bytes' : unit }))}
          />
        </div>
      );
    case 'text':
      return <TextField name={path} label={label} hint={hint} type={field.email ? 'email' : 'text'} />;
    case 'list':
      return <LongText name={path} label={label} hint={hint} rows={6} />;
    case 'choice':
      return field.options.length > 4 ? (
        <Select name={path} label={label} hint={hint} options={field.options} />
      ) : (
        <Choices name={path} label={label} hint={hint} options={field.options} />
      );
  }
}

/** A calendar day; staff sit at browsers that have a picker for it. */
export function DateField({ name, label, hint }: { name: string; label: string; hint: string }) {
  const given = useFormValues()[name]?.[0] ?? '';
  const error = useFormError(name);
  return (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      <p className="hint" id={`${name}-hint`}>
        {hint}
      </p>
      {error ? (
        <p className="error" id={`${name}-error`}>
          {error}
        </p>
      ) : null}
      <input
        id={name}
        name={name}
        type="date"
        className="short"
        defaultValue={given}
        aria-describedby={error ? `${name}-hint ${name}-error` : `${name}-hint`}
        aria-invalid={error ? true : undefined}
      />
    </div>
  );
}
