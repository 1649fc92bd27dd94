import { Link } from '@remix-run/react';
import { useRef } from 'react';
import { decidedLabels, itemStateLabels, labelOf, urgencyLabel } from '../labels.ts';
import type { QueueLine } from '../routes/queue.tsx';
import { useShortcuts } from '../shortcuts.ts';
import { Moment } from './moment.tsx';

/** The queue as a table; `j` and `k` move through its links, so that the focus always says where one is. */
export function QueueTable({ rows, label }: { rows: QueueLine[]; label: string }) {
  const table = useRef<HTMLTableElement>(null);
  const move = (by: number) => {
    const links = [...(table.current?.querySelectorAll<HTMLAnchorElement>('a.row-link') ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    const next = at === -1 ? links[0] : links[Math.min(links.length - 1, Math.max(0, at + by))];
    next?.focus();
  };
  useShortcuts({ j: () => move(1), k: () => move(-1) });
  return (
    <table className="queue" ref={table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Report</th>
          <th scope="col">Urgent because</th>
          <th scope="col">Files</th>
          <th scope="col">Received</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td className="what">
              <Link to={`/submissions/${row.id}`} className="row-link">
                {row.title}
              </Link>
              <span className="sub">
                <span className="reference">{row.reference}</span>
                {[row.where, row.when, row.compartment ? `Compartment: ${row.compartment}` : ''].filter(Boolean).map((text) => (
                  <span key={text}>{text}</span>
                ))}
                <span>{row.language}</span>
              </span>
            </td>
            <td>
              {row.urgencyReasons.map((reason) => (
                <span key={reason} className="chip look">
                  {urgencyLabel(reason)}
                </span>
              ))}
              {row.attention ? <span className="chip warn">{row.attention}</span> : null}
            </td>
            <td className="number">
              {row.files}
              {row.warned > 0 ? <span className="chip bad">{row.warned} with a warning</span> : null}
            </td>
            <td className="when">
              <Moment at={row.receivedAt}>{row.age}</Moment>
            </td>
            <td>
              {row.holder ? (
                <span className={`chip ${row.holder.mine ? 'good' : 'wait'}`}>
                  {row.holder.mine ? 'You' : row.holder.name}, {row.holder.left} left
                </span>
              ) : (
                <span className="chip">{row.decision ? labelOf(decidedLabels, row.decision) : itemStateLabels[row.state]}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
