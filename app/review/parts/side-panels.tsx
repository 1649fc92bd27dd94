import { Form, Link } from '@remix-run/react';
import { useRef } from 'react';
import { useShortcuts } from '../shortcuts.ts';
import type { CasesShown, MayShown, ReportShown } from './types.ts';

/** Cases and the restriction: what changes who may see a report. */
export function SidePanels({
  report,
  may,
  officer,
  cases,
}: {
  report: ReportShown;
  may: MayShown;
  officer: string | null;
  cases: CasesShown;
}) {
  return (
    <>
      {may.addToCase || report.cases.length > 0 ? <Cases report={report} may={may} cases={cases} /> : null}
      {may.restrict && !report.restricted ? <Restrict officer={officer} /> : null}
    </>
  );
}

function Cases({ report, may, cases }: { report: ReportShown; may: MayShown; cases: CasesShown }) {
  const others = cases.filter((each) => !report.cases.some((held) => held.id === each.id));
  return (
    <section className="card" aria-labelledby="cases-title">
      <h2 id="cases-title">Cases</h2>
      {report.cases.length === 0 ? <p className="quiet">In none of your cases.</p> : null}
      <ul className="plain">
        {report.cases.map((each) => (
          <li key={each.id}>
            <Link to={`/cases/${each.id}`}>{each.number}</Link> <bdi>{each.title}</bdi>
          </li>
        ))}
      </ul>
      {may.addToCase && others.length > 0 ? (
        <Form method="post" preventScrollReset className="inline-form">
          <label htmlFor="case" className="hidden">
            Case
          </label>
          <select id="case" name="caseId" required defaultValue="">
            <option value="">Choose a case…</option>
            {others.map((each) => (
              <option key={each.id} value={each.id}>
                {each.number} {each.title}
              </option>
            ))}
          </select>
          <button name="intent" value="add-to-case" className="second">
            Add
          </button>
        </Form>
      ) : null}
    </section>
  );
}

function Restrict({ officer }: { officer: string | null }) {
  const box = useRef<HTMLDetailsElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useShortcuts({
    R: () => {
      if (box.current) box.current.open = true;
      button.current?.focus();
    },
  });
  return (
    <details className="card restrict" ref={box}>
      <summary>
        Restrict… <kbd aria-hidden="true">R</kbd>
      </summary>
      <p>
        For material that may be illegal to keep or show. At once: nobody but{' '}
        {officer ? <strong>{officer}</strong> : 'the restricted officer'} can open the report, processing stops, viewing copies are no
        longer served and will be deleted. The originals stay, locked.
      </p>
      <Form method="post">
        <button name="intent" value="restrict" className="danger" ref={button}>
          Restrict this report
        </button>
      </Form>
    </details>
  );
}
