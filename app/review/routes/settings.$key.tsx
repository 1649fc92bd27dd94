import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { settings } from '#db/settings/definitions.ts';
import { inForce, officerOptions, saveChange } from '../settings/change.server.ts';
import { ChangeForm, VersionLine } from '../settings/change-form.tsx';
import { editors, isPlainKey, type PlainKey } from '../settings/editors.server.ts';
import { FieldView } from '../settings/field-view.tsx';
import type { Field } from '../settings/fields.ts';
import { fieldValues, readFields } from '../settings/read-form.server.ts';
import { SettingHead } from '../settings/setting-head.tsx';
import { frameOf, requireAdministrator } from '../settings/standing.server.ts';
import type { Staff } from '../session.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.label ?? 'Not found'} · Settings · Exhibit` }];

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const key = plainKey(asked.params.key);
  const fields = await fieldsOf(asked.context, staff, key);
  const current = await inForce(asked.context, staff, key);
  return json({
    key,
    label: settings[key].label,
    explain: editors[key].explain,
    fields,
    values: fieldValues(fields, current.value),
    ...frameOf(asked, staff, key, current),
  });
}

export async function action(asked: ActionFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const key = plainKey(asked.params.key);
  const sent = await asked.request.formData();
  const { value, errors } = readFields(await fieldsOf(asked.context, staff, key), sent);
  return saveChange(asked.context, staff, {
    key,
    sent,
    errors,
    part: (whole) => whole,
    change: () => value as never, // the definition's schema decides, in the record's verb
    page: `/settings/${key}`,
  });
}

function plainKey(key: string | undefined): PlainKey {
  if (key === undefined || !isPlainKey(key)) throw new Response(null, { status: 404 });
  return key;
}

async function fieldsOf(context: LoaderFunctionArgs['context'], staff: Staff, key: PlainKey): Promise<readonly Field[]> {
  const { fields } = editors[key];
  if (key !== 'restricted.officer') return fields;
  const options = await officerOptions(context, staff);
  return fields.map((field): Field => (field.kind === 'choice' ? { ...field, options } : field));
}

export default function Setting() {
  const { key, label, explain, fields, values, standing, history, saved, fresh, reasons } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  return (
    <>
      <SettingHead title={label} />
      <VersionLine standing={standing} history={history} saved={saved} />
      <p className="explain">{explain}</p>
      <ChangeForm read={standing.version} values={values} refused={refused} fresh={fresh} reasons={reasons} page={`/settings/${key}`}>
        {fields.map((field) => (
          <FieldView key={field.path} field={field} />
        ))}
      </ChangeForm>
    </>
  );
}
