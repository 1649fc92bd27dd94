import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { settings } from '#db/settings/definitions.ts';
import { listSettings } from '#db/settings/office.ts';
import { Moment } from '../parts/moment.tsx';
import { namesIn } from '../settings/change.server.ts';
import { summarise } from '../settings/describe.server.ts';
import { addressOf, groups } from '../settings/editors.server.ts';
import { requireAdministrator, standingOf } from '../settings/standing.server.ts';

export const meta: MetaFunction = () => [{ title: 'Settings · Exhibit' }];

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const stored = new Map((await listSettings(asked.context.sql, staff.accountId)).map((each) => [each.key, each]));
  const names = await namesIn(
    asked.context,
    staff,
    [...stored.values()].map(({ value }) => value),
  );
  return json({
    groups: groups.map(({ title, keys }) => ({
      title,
      rows: keys.map((key) => {
        const found = stored.get(key);
        const value = found ? found.value : settings[key].initial;
        return {
          key,
          label: settings[key].label,
          address: addressOf(key),
          now: summarise(key, value, names),
          ...standingOf(found ?? { version: 0, changedAt: new Date(0), changedBy: null, reason: null }),
        };
      }),
    })),
  });
}

export default function Settings() {
  const data = useLoaderData<typeof loader>();
  return (
    <>
      <div className="title-line">
        <h1>Settings</h1>
      </div>
      <p className="quiet">
        What this office decides for itself. Each change makes a new version and is written to custody with its reason; nothing is
        overwritten. The sentences about how a report stands are under “Words to witnesses”.
      </p>
      {data.groups.map(({ title, rows }, n) => (
        <section key={title} aria-labelledby={`group-${n}`} className="setting-group">
          <h2 id={`group-${n}`}>{title}</h2>
          <div className="scroll">
            <table className="settings" aria-labelledby={`group-${n}`}>
              <thead>
                <tr>
                  <th scope="col">Setting</th>
                  <th scope="col">Now</th>
                  <th scope="col">Version</th>
                  <th scope="col">Changed</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.key}>
                    <th scope="row">
                      <Link to={row.address}>{row.label}</Link>
                    </th>
                    <td dir="auto" className="now">
                      {row.now}
                    </td>
                    <td className="number">
                      <Link to={`/settings/versions/${row.key}`} aria-label={`Versions of “${row.label}”: ${row.version}`}>
                        {row.version}
                      </Link>
                    </td>
                    <td className="when">
                      {row.changedBy && row.changedAt ? (
                        <>
                          <Moment at={row.changedAt} /> <bdi>{row.changedBy}</bdi>
                        </>
                      ) : (
                        'as it came'
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ))}
    </>
  );
}
