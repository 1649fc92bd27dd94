import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { listWaiting } from '#db/review/messages.ts';
import { decidedLabels, labelOf, languageLabel } from '../labels.ts';
import { Moment } from '../parts/moment.tsx';
import { requireStaff } from '../session.server.ts';

export const meta: MetaFunction = () => [{ title: 'Messages · Exhibit' }];

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireStaff(asked, ['message.write']);
  const waiting = await listWaiting(asked.context.sql, staff.accountId);
  return json({ waiting: waiting.map((row) => ({ ...row, language: languageLabel(row.language), since: row.since.toISOString() })) });
}

/** Witnesses who wait for somebody to read what they sent. What they wrote is for whoever opens it, which is logged. */
export default function Waiting() {
  const { waiting } = useLoaderData<typeof loader>();
  return (
    <>
      <div className="title-line">
        <h1>Messages</h1>
      </div>
      {waiting.length === 0 ? <p className="nothing">No witness is waiting for an answer.</p> : null}
      <ul className="plain waiting">
        {waiting.map((row) => (
          <li key={row.submissionId} className="card">
            <Link to={`/messages/${row.submissionId}`} className="reference">
              {row.reference}
            </Link>
            <p className="sub">
              <span>
                {[
                  row.messages === 0 ? '' : row.messages === 1 ? '1 message' : `${row.messages} messages`,
                  row.changes === 0 ? '' : row.changes === 1 ? '1 change to the report' : `${row.changes} changes to the report`,
                ]
                  .filter(Boolean)
                  .join(', ')}
              </span>
              <span>
                waiting since <Moment at={row.since} />
              </span>
              <span>{row.language}</span>
              {row.decision ? <span className="chip">{labelOf(decidedLabels, row.decision)}</span> : null}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
