import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { inForce, saveChange } from '../settings/change.server.ts';
import { ChangeForm } from '../settings/change-form.tsx';
import { IncidentFields } from '../settings/incident-fields.tsx';
import { incidentOptions, readIncident, withIncident } from '../settings/incident-form.server.ts';
import { SettingHead } from '../settings/setting-head.tsx';
import { frameOf, requireAdministrator } from '../settings/standing.server.ts';

export const meta: MetaFunction = () => [{ title: 'Add an incident · Settings · Exhibit' }];

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const current = await inForce(asked.context, staff, 'intake.incidents');
  return json({ ...incidentOptions(), ...frameOf(asked, staff, 'intake.incidents', current) });
}

export async function action(asked: ActionFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const sent = await asked.request.formData();
  const { value: others } = await inForce(asked.context, staff, 'intake.incidents');
  const { incident, errors } = readIncident(sent, { code: null, others, today: new Date() });
  return saveChange(asked.context, staff, {
    key: 'intake.incidents',
    sent,
    errors,
    // Only someone who took the same code meanwhile is in the way.
    part: (all) => all.find(({ code }) => code === incident.code) ?? null,
    change: (all) => withIncident(all, incident),
    page: '/settings/incidents',
  });
}

export default function NewIncident() {
  const { counties, languages, standing, fresh, reasons } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  return (
    <>
      <SettingHead title="Add an incident" up={{ to: '/settings/incidents', label: 'Incidents' }} />
      <ChangeForm
        read={standing.version}
        values={{ state: ['open'], reason: ['event'] }}
        refused={refused}
        fresh={fresh}
        reasons={reasons}
        page="/settings/incidents/new"
        button="Add the incident"
      >
        <IncidentFields isNew counties={counties} languages={languages} />
      </ChangeForm>
    </>
  );
}
