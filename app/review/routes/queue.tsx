import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { Link, useLoaderData, useSearchParams } from '@remix-run/react';
import { countCeiling, listQueue, queueViews } from '#db/review/queue.ts';
import type { QueueRow, QueueView } from '#db/review/queue.ts';
import { summarise } from '../answers.server.ts';
import { languageLabel, viewLabels } from '../labels.ts';
import { useLive } from '../live.ts';
import { QueueTable } from '../parts/queue-table.tsx';
import { requireStaff } from '../session.server.ts';
import { formatAge, formatLeft } from '../times.ts';

export const meta: MetaFunction = () => [{ title: 'Queue · Exhibit' }];

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireStaff(asked, ['queue.read']);
  const search = new URL(asked.request.url).searchParams;
  const view = queueViews.find((name) => name === search.get('view')) ?? 'ready';
  const page = await listQueue(asked.context.sql, staff.accountId, { view, after: search.get('after') ?? undefined });
  const now = new Date();
  const count = (name: QueueView) => (page.counts[name] >= countCeiling ? `${countCeiling}+` : String(page.counts[name]));
  return json({
    view,
    tabs: queueViews.map((name) => ({ name, label: viewLabels[name], count: count(name) })),
    next: page.next,
    first: !search.has('after'),
    rows: page.rows.map((row) => toLine(row, staff.accountId, now)),
  });
}

/** What a line of the queue shows: structured answers only. The narrative is for whoever opens the report, which is logged. */
function toLine(row: QueueRow, me: string, now: Date) {
  const { conduct, agencies, where, when } = summarise(row.answers);
  return {
    id: row.submissionId,
    reference: row.reference,
    title: conduct.length > 0 ? conduct.join(' · ') : agencies.length > 0 ? agencies.join(' · ') : 'No agency named',
    where,
    when,
    language: languageLabel(row.language),
    receivedAt: row.receivedAt.toISOString(),
    age: formatAge(row.receivedAt, now),
    state: row.state,
    decision: row.decision,
    urgencyReasons: row.urgencyReasons,
    attention: row.attention,
    files: row.fileCount,
    warned: row.warnedCount,
    compartment: row.compartment,
    holder: row.holder ? { name: row.holder.name, mine: row.holder.accountId === me, left: formatLeft(now, row.holder.until) } : null,
  };
}
export type QueueLine = ReturnType<typeof toLine>;

const empty: Record<QueueView, string> = {
  ready: 'Nothing is waiting. New reports appear here by themselves.',
  mine: 'You hold no report. Open one from “Ready” and claim it.',
  processing: 'Nothing is in processing.',
  triaged: 'Nothing has been decided yet.',
};

export default function Queue() {
  const { view, tabs, rows, next, first } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  useLive();
  return (
    <>
      <div className="title-line">
        <h1>Queue</h1>
        <nav className="tabs" aria-label="Views">
          {tabs.map((tab) => (
            <Link key={tab.name} to={`/queue?view=${tab.name}`} aria-current={tab.name === view ? 'page' : undefined}>
              {tab.label} <span className="count">{tab.count}</span>
            </Link>
          ))}
        </nav>
      </div>
      {search.has('restricted') ? (
        <p className="alert calm" role="status">
          The report is restricted. It has left the queue, and only the restricted officer can open it.
        </p>
      ) : null}
      {rows.length === 0 ? <p className="nothing">{empty[view]}</p> : <QueueTable rows={rows} label={`Reports: ${viewLabels[view]}`} />}
      <p className="pages">
        {first ? null : <Link to={`/queue?view=${view}`}>Back to the first</Link>}
        {next ? <Link to={`/queue?view=${view}&after=${next}`}>Next page</Link> : null}
      </p>
      <p className="quiet keys">
        <kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> opens
      </p>
    </>
  );
}
