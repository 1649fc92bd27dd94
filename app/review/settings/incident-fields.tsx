import { Choices, Select, TextField, useFormError } from '#app/ui/form.tsx';
import { DateField } from './field-view.tsx';

type Option = { value: string; label: string };

/** The fields of an incident; `code` is asked for a new one only. */
export function IncidentFields({
  isNew,
  counties,
  languages,
}: {
  isNew: boolean;
  counties: readonly Option[];
  languages: readonly { code: string; label: string }[];
}) {
  return (
    <>
      {isNew ? (
        <TextField
          name="code"
          label="Code"
          hint="Stands in links, on paper and in reports, and cannot be changed later. Letters, digits and hyphens: BUS-STOP-12."
          autoComplete="off"
          spellCheck={false}
          className="short"
        />
      ) : null}
      <TextField name="title.en" label="Name in English" hint="What people call it. Name no one who was hurt and no one who is blamed." />
      <DateField name="date" label="Day" hint="The day on which it happened." />
      <TextField name="place" label="Place" hint="As witnesses would know it: a corner, a station, a building." />
      <Select name="county" label="County or borough" options={counties} />
      <Choices
        name="state"
        label="Do you still ask for reports about it?"
        options={[
          { value: 'open', label: 'Yes: the form offers it' },
          { value: 'closed', label: 'No: it is closed', hint: 'Reports that name it keep it. Its link opens the form without it.' },
        ]}
      />
      <OtherNames languages={languages} />
    </>
  );
}

function OtherNames({ languages }: { languages: readonly { code: string; label: string }[] }) {
  return (
    <details className="other-names">
      <summary>Name in other languages</summary>
      <p className="hint">A language that is left empty shows the English name.</p>
      {languages.map(({ code, label }) => (
        <OtherName key={code} code={code} label={label} />
      ))}
    </details>
  );
}

function OtherName({ code, label }: { code: string; label: string }) {
  const name = `title.${code}`;
  const isWrong = useFormError(name) !== undefined;
  return (
    <div lang={isWrong ? undefined : code}>
      <TextField name={name} label={<bdi lang="en">{label}</bdi>} />
    </div>
  );
}
