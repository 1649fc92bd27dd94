import { Form, Link } from '@remix-run/react';
import { identityLabels, itemStateLabels, labelOf, languageLabel, decidedLabels, urgencyLabel } from '../labels.ts';
import { Moment } from './moment.tsx';
import type { MayShown, ReportShown } from './types.ts';

/** Which report, how it stands, who has it. */
export function SubmissionHead({ report, may }: { report: ReportShown; may: MayShown }) {
  const [decided] = report.decisions;
  return (
    <header className="report-head">
      <p className="crumb">{may.claim ? <Link to="/queue">Queue</Link> : <Link to="/cases">Cases</Link>}</p>
      <div className="title-line">
        <h1 className="reference">{report.reference}</h1>
        <span className="chip strong">{decided ? labelOf(decidedLabels, decided.decision) : itemStateLabels[report.state]}</span>
        {report.compartment ? <span className="chip look">Compartment: {report.compartment}</span> : null}
        {report.urgencyReasons.map((reason) => (
          <span key={reason} className="chip look">
            {urgencyLabel(reason)}
          </span>
        ))}
      </div>
      <p className="sub">
        <span>
          Received <Moment at={report.receivedAt} /> ({report.age})
        </span>
        <span>Language: {languageLabel(report.language)}</span>
        {report.identities.every((kind) => kind === 'links') ? <span>No identity given</span> : null}
        {report.identities.length === 0 ? null : <span>Sealed: {report.identities.map((kind) => identityLabels[kind]).join(', ')}</span>}
      </p>
      {report.restricted ? (
        <p className="alert" role="note">
          Restricted <Moment at={report.restricted.at} />. Only {report.restricted.officer ?? 'the restricted officer'} sees this page; no
          viewing copy is served to anyone.
        </p>
      ) : null}
      {report.attention ? <p className="alert calm">{report.attention}</p> : null}
      {report.processing ? (
        <Form method="post" className="alert calm claim" preventScrollReset>
          <span>Gathering facts stopped: {report.processing}</span>
          {may.retry && !report.restricted ? (
            <button name="intent" value="retry-assessment" className="second small">
              Try again
            </button>
          ) : null}
        </Form>
      ) : null}
      {may.claim ? <Claim report={report} /> : null}
    </header>
  );
}

function Claim({ report }: { report: ReportShown }) {
  const { holder } = report;
  if (report.state === 'processing')
    return <p className="claim">Its files are still being read. This page changes by itself when they are done.</p>;
  if (holder && !holder.mine) {
    return (
      <p className="claim">
        <strong>{holder.name}</strong> has it, {holder.left} left.
      </p>
    );
  }
  return (
    <Form method="post" className="claim" preventScrollReset>
      <input type="hidden" name="version" value={report.version} />
      {holder ? <span>You have it, {holder.left} left.</span> : <span>Nobody has it.</span>}
      <button name="intent" value="claim" className={holder ? 'second' : undefined}>
        {holder ? 'Renew' : 'Claim'}
      </button>
      {holder ? (
        <button name="intent" value="release" className="second">
          Give back
        </button>
      ) : null}
    </Form>
  );
}
