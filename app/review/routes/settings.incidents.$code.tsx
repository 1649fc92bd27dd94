import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import type { Incident } from '#db/settings/intake-schemas.ts';
import { inForce, saveChange } from '../settings/change.server.ts';
import { ChangeForm, VersionLine } from '../settings/change-form.tsx';
import { IncidentFields } from '../settings/incident-fields.tsx';
import { incidentOptions, incidentValues, readIncident, withIncident } from '../settings/incident-form.server.ts';
import { IncidentLink } from '../settings/incident-link.tsx';
import { SettingHead } from '../settings/setting-head.tsx';
import { frameOf, requireAdministrator } from '../settings/standing.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.code ?? 'Not found'} · Incidents · Settings · Exhibit` }];

function find(all: readonly Incident[], code: string | undefined): Incident {
  const found = all.find((incident) => incident.code === code);
  if (!found) throw new Response(null, { status: 404 });
  return found;
}

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const current = await inForce(asked.context, staff, 'intake.incidents');
  const incident = find(current.value, asked.params.code);
  return json({
    code: incident.code,
    open: incident.open,
    values: incidentValues(incident),
    ...incidentOptions(),
    ...frameOf(asked, staff, 'intake.incidents', current),
  });
}

export async function action(asked: ActionFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const sent = await asked.request.formData();
  const { value } = await inForce(asked.context, staff, 'intake.incidents');
  const { code, open } = find(value, asked.params.code);
  const isTakenOff = sent.get('intent') === 'take-off' && !open;
  const { incident, errors } = readIncident(sent, { code, others: value, today: new Date() });
  return saveChange(asked.context, staff, {
    key: 'intake.incidents',
    sent,
    errors: isTakenOff ? {} : errors,
    part: (all) => all.find((one) => one.code === code) ?? null,
    change: (all) => (isTakenOff ? all.filter((one) => one.code !== code) : withIncident(all, incident)),
    page: isTakenOff ? '/settings/incidents' : `/settings/incidents/${code}`,
  });
}

export default function EditIncident() {
  const { code, open, values, counties, languages, standing, history, saved, fresh, reasons } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  return (
    <>
      <SettingHead title={code} up={{ to: '/settings/incidents', label: 'Incidents' }}>
        <span className={`chip ${open ? 'good' : ''}`}>{open ? 'Open' : 'Closed'}</span>
      </SettingHead>
      <VersionLine standing={standing} history={history} saved={saved} />
      <p className="explain">
        The link: the address of your public site, then <IncidentLink code={code} />
      </p>
      <ChangeForm
        read={standing.version}
        values={values}
        refused={refused}
        fresh={fresh}
        reasons={reasons}
        page={`/settings/incidents/${code}`}
        more={
          open ? null : (
            <button name="intent" value="take-off" className="second" disabled={!(fresh || refused?.confirm)}>
              Take it off the list
            </button>
          )
        }
      >
        <IncidentFields isNew={false} counties={counties} languages={languages} />
      </ChangeForm>
    </>
  );
}
