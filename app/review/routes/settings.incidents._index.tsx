import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { inForce } from '../settings/change.server.ts';
import { VersionLine } from '../settings/change-form.tsx';
import { countyName } from '../settings/describe.server.ts';
import { IncidentLink } from '../settings/incident-link.tsx';
import { SettingHead } from '../settings/setting-head.tsx';
import { frameOf, requireAdministrator } from '../settings/standing.server.ts';

export const meta: MetaFunction = () => [{ title: 'Incidents · Settings · Exhibit' }];

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const current = await inForce(asked.context, staff, 'intake.incidents');
  return json({
    incidents: current.value.map(({ code, title, date, place, county, open }) => ({
      code,
      title: title.en,
      languages: Object.keys(title).length,
      date,
      place: `${place}, ${countyName(county)}`,
      open,
    })),
    ...frameOf(asked, staff, 'intake.incidents', current),
  });
}

export default function Incidents() {
  const { incidents, standing, history, saved } = useLoaderData<typeof loader>();
  return (
    <>
      <SettingHead title="Incidents">
        <Link to="/settings/incidents/new" className="button">
          Add an incident
        </Link>
      </SettingHead>
      <VersionLine standing={standing} history={history} saved={saved} />
      <p className="explain">
        Events that the office asks about. The form offers the open ones. A link that names one chooses it for whoever follows it: put the
        address of your public site before the part that is shown here.
      </p>
      {incidents.length === 0 ? (
        <p className="nothing">No incident has been published. The form then asks about none.</p>
      ) : (
        <div className="scroll">
          <table className="settings incidents" aria-label="Incidents">
            <thead>
              <tr>
                <th scope="col">Code</th>
                <th scope="col">Name</th>
                <th scope="col">When and where</th>
                <th scope="col">State</th>
                <th scope="col">Link</th>
              </tr>
            </thead>
            <tbody>
              {incidents.map((incident) => (
                <tr key={incident.code}>
                  <th scope="row">
                    <Link to={`/settings/incidents/${incident.code}`} className="reference">
                      {incident.code}
                    </Link>
                  </th>
                  <td dir="auto">
                    {incident.title}
                    <span className="quiet"> · {incident.languages === 1 ? 'English only' : `${incident.languages} languages`}</span>
                  </td>
                  <td dir="auto">
                    {incident.date}, {incident.place}
                  </td>
                  <td>
                    <span className={`chip ${incident.open ? 'good' : ''}`}>{incident.open ? 'Open' : 'Closed'}</span>
                  </td>
                  <td>
                    <IncidentLink code={incident.code} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
