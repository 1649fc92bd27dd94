import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { TextField } from '#app/ui/form.tsx';
import { inForce, saveChange } from '../settings/change.server.ts';
import { ChangeForm, VersionLine } from '../settings/change-form.tsx';
import { readReasons, reasonLines, reasonValues } from '../settings/reasons-form.server.ts';
import { SettingHead } from '../settings/setting-head.tsx';
import { frameOf, requireAdministrator } from '../settings/standing.server.ts';

export const meta: MetaFunction = () => [{ title: 'Reasons for each decision · Settings · Exhibit' }];

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const current = await inForce(asked.context, staff, 'review.reasons');
  return json({
    groups: reasonLines(current.value),
    values: reasonValues(current.value),
    ...frameOf(asked, staff, 'review.reasons', current),
  });
}

export async function action(asked: ActionFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const sent = await asked.request.formData();
  const { value } = await inForce(asked.context, staff, 'review.reasons');
  const { reasons, errors } = readReasons(sent, value);
  return saveChange(asked.context, staff, {
    key: 'review.reasons',
    sent,
    errors,
    part: (whole) => whole,
    change: () => reasons,
    page: '/settings/reasons',
  });
}

export default function Reasons() {
  const { groups, values, standing, history, saved, fresh, reasons } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  return (
    <>
      <SettingHead title="Reasons for each decision" />
      <VersionLine standing={standing} history={history} saved={saved} />
      <p className="explain">
        Reviewers choose one with each decision. Reword a reason where its meaning stays. Empty a line and it is no longer offered;
        decisions that were made with it keep it.
      </p>
      <ChangeForm read={standing.version} values={values} refused={refused} fresh={fresh} reasons={reasons} page="/settings/reasons">
        {groups.map(({ decision, label, lines }) => (
          <fieldset key={decision} className="reasons">
            <legend>{label}</legend>
            {lines.map((line, n) => (
              <TextField
                key={line.name}
                name={line.name}
                label={line.key === null ? `${label}: another reason` : `${label}: reason ${n + 1}`}
              />
            ))}
          </fieldset>
        ))}
      </ChangeForm>
    </>
  );
}
