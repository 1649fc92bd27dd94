import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { settingKeys, settings } from '#db/settings/definitions.ts';
import { listVersions } from '#db/settings/office.ts';
import { Moment } from '../parts/moment.tsx';
import { namesIn } from '../settings/change.server.ts';
import { describeSetting } from '../settings/describe.server.ts';
import { DifferenceList } from '../settings/difference-list.tsx';
import { compareLines } from '../settings/differences.ts';
import { addressOf } from '../settings/editors.server.ts';
import { SettingHead } from '../settings/setting-head.tsx';
import { requireAdministrator, standingOf } from '../settings/standing.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.label ?? 'Not found'}: versions · Settings · Exhibit` }];

const pageSize = 20;

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const key = settingKeys.find((one) => one === asked.params.key);
  if (!key) throw new Response(null, { status: 404 });
  const before = Number(new URL(asked.request.url).searchParams.get('before') ?? Number.NaN);
  // One more than is shown: each version is compared with the one before it.
  const found = await listVersions(asked.context.sql, staff.accountId, {
    key,
    before: Number.isSafeInteger(before) && before > 0 ? before : undefined,
    limit: pageSize + 1,
  });
  const names = await namesIn(
    asked.context,
    staff,
    found.map(({ value }) => value),
  );
  const lines = found.map(({ value }) => describeSetting(key, value, names));
  return json({
    label: settings[key].label,
    address: addressOf(key),
    key,
    next: found.length > pageSize ? (found[pageSize - 1]?.version ?? null) : null,
    versions: found.slice(0, pageSize).map((version, n) => {
      const whole = lines[n] ?? [];
      const previous = lines[n + 1];
      return { ...standingOf(version), whole, differences: previous ? compareLines(previous, whole) : null };
    }),
  });
}

export default function Versions() {
  const { label, address, key, versions, next } = useLoaderData<typeof loader>();
  return (
    <>
      <SettingHead title="Versions" up={{ to: address, label }} />
      <p className="quiet">The newest first. What a version took away is struck through, what it brought is underlined.</p>
      <ol className="versions">
        {versions.map((version) => (
          <li key={version.version} className="card">
            <h2>Version {version.version}</h2>
            <p className="sub">
              {version.changedBy && version.changedAt ? (
                <span>
                  <bdi>{version.changedBy}</bdi>, <Moment at={version.changedAt} />
                </span>
              ) : (
                <span>as it came with the software</span>
              )}
              {version.reason ? <span>{version.reason}</span> : null}
            </p>
            {version.differences ? <DifferenceList differences={version.differences} /> : null}
            <details open={version.differences === null}>
              <summary>The whole of version {version.version}</summary>
              {version.whole.length === 0 ? (
                <p className="quiet">Nothing stands in it.</p>
              ) : (
                <dl className="differences">
                  {version.whole.map((line) => (
                    <div key={line.id}>
                      <dt>
                        <bdi>{line.label}</bdi>
                      </dt>
                      <dd dir="auto" lang={line.language}>
                        {line.text}
                      </dd>
                    </div>
                  ))}
                </dl>
              )}
            </details>
          </li>
        ))}
      </ol>
      {next ? (
        <p className="pages">
          <Link to={`/settings/versions/${key}?before=${next}`}>Earlier versions</Link>
        </p>
      ) : null}
    </>
  );
}
