import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { listCustody } from '#db/review/custody.ts';
import { actions } from '#db/vocabularies/actions.ts';
import { actorLabel, labelOf } from '../labels.ts';
import { Moment } from '../parts/moment.tsx';
import { requireStaff } from '../session.server.ts';

export const meta: MetaFunction = () => [{ title: 'Custody · Exhibit' }];

const pageSize = 100;

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireStaff(asked, ['custody.read']);
  const before = new Date(new URL(asked.request.url).searchParams.get('before') ?? Number.NaN);
  const rows = await listCustody(asked.context.sql, staff.accountId, {
    before: Number.isNaN(before.getTime()) ? undefined : before,
    limit: pageSize,
  });
  const last = rows.at(-1);
  return json({
    rows: rows.map((row) => ({
      ...row,
      at: row.at.toISOString(),
      label: labelOf(actions, row.action),
      actor: row.actorName ?? actorLabel(row.actor),
    })),
    next: rows.length === pageSize && last ? last.at.toISOString() : null,
  });
}

export default function Custody() {
  const { rows, next } = useLoaderData<typeof loader>();
  return (
    <>
      <div className="title-line">
        <h1>Custody</h1>
      </div>
      <p className="quiet">Every chain, newest first: who did what, when. What was in it is not shown here.</p>
      <div className="scroll" tabIndex={0} role="region" aria-label="Custody events">
        <table className="log">
          <thead>
            <tr>
              <th scope="col">When (New York)</th>
              <th scope="col">What</th>
              <th scope="col">Who</th>
              <th scope="col">As</th>
              <th scope="col">Chain</th>
              <th scope="col">No.</th>
              <th scope="col">Hash</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.subjectId}-${row.seq}`}>
                <td className="when">
                  <Moment at={row.at} seconds />
                </td>
                <td className="done">
                  {row.label}
                  {row.reason ? <span className="quiet"> · {labelOf({}, row.reason)}</span> : null}
                </td>
                <td>{row.actor}</td>
                <td>{row.role}</td>
                <td className="code" title={row.subjectId}>
                  {row.subjectKind} {row.subjectId.slice(-8)}
                </td>
                <td className="number">{row.seq}</td>
                <td className="code" title={row.hash}>
                  {row.hash.slice(0, 12)}…
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {next ? (
        <p className="pages">
          <Link to={`/custody?before=${encodeURIComponent(next)}`}>Earlier</Link>
        </p>
      ) : null}
    </>
  );
}
