import { Form, useNavigation } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { decidedLabels, decisionKeys, decisionLabels, labelOf } from '../labels.ts';
import type { DecisionKey } from '../labels.ts';
import { useShortcuts } from '../shortcuts.ts';
import { Moment } from './moment.tsx';
import type { ResultShown } from './outcome.tsx';
import type { ReasonsShown, ReportShown } from './types.ts';

/** The five decisions. `1`–`5` choose one; nothing is saved before the button. */
export function DecisionPanel({ report, reasons, result }: { report: ReportShown; reasons: ReasonsShown; result: ResultShown }) {
  const typed = result?.typed;
  const [chosen, choose] = useState<DecisionKey | null>(decisionKeys.find((key) => key === typed?.decision) ?? null);
  const [why, setWhy] = useState(typed?.reason ?? '');
  const form = useRef<HTMLFormElement>(null);
  const reason = useRef<HTMLSelectElement>(null);
  const busy = useNavigation().state === 'submitting';
  const locked = report.state === 'processing' || (report.holder !== null && !report.holder.mine);
  // A reason belongs to its decision, so another decision asks for it again.
  const pick = (key: DecisionKey | null) => {
    choose(key);
    setWhy('');
  };
  const byKey = (key: DecisionKey) => () => {
    pick(key);
    reason.current?.focus();
  };
  useShortcuts(locked ? {} : Object.fromEntries(decisionKeys.map((key, n) => [String(n + 1), byKey(key)])));
  useEffect(() => {
    if (result?.intent === 'decide' && result.ok) {
      form.current?.reset();
      choose(null);
      setWhy('');
    }
  }, [result]);

  return (
    <section className="card decide" aria-labelledby="decide-title">
      <h2 id="decide-title">{report.decisions.length > 0 ? 'Decide again' : 'Decide'}</h2>
      {locked ? (
        <p className="quiet">
          {report.state === 'processing' ? 'Possible as soon as processing ends.' : `${report.holder?.name ?? 'Someone'} has this report.`}
        </p>
      ) : null}
      <Form method="post" ref={form} preventScrollReset>
        <input type="hidden" name="intent" value="decide" />
        <input type="hidden" name="version" value={report.version} />
        <fieldset className="decisions" disabled={locked}>
          <legend className="hidden">Decision</legend>
          {decisionKeys.map((key, n) => (
            <label key={key} className="decision">
              <input type="radio" name="decision" value={key} checked={chosen === key} onChange={() => pick(key)} required />
              <span>{decisionLabels[key]}</span>
              <kbd aria-hidden="true">{n + 1}</kbd>
            </label>
          ))}
        </fieldset>
        <div className="field">
          <label htmlFor="reason">Reason</label>
          <select
            id="reason"
            name="reason"
            ref={reason}
            required
            disabled={locked}
            value={why}
            onChange={(event) => setWhy(event.target.value)}
          >
            <option value="">Choose…</option>
            {(chosen ? [chosen] : decisionKeys).map((key) => (
              <optgroup key={key} label={decisionLabels[key]}>
                {reasons[key].map((each) => (
                  <option key={each.key} value={each.key}>
                    {each.label}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor="note">Note (the witness never sees it)</label>
          <textarea id="note" name="note" rows={3} maxLength={5000} disabled={locked} defaultValue={typed?.note} dir="auto" />
        </div>
        <button disabled={locked || busy}>{busy ? 'Saving…' : 'Save decision'}</button>
      </Form>
      {report.decisions.length > 0 ? (
        <ol className="history" aria-label="Decisions so far, latest first">
          {report.decisions.map((decision) => (
            <li key={decision.id}>
              <strong>{labelOf(decidedLabels, decision.decision)}</strong> · {reasonLabel(reasons, decision.decision, decision.reason)}
              <span className="sub">
                <span>{decision.by}</span>
                <Moment at={decision.at} />
              </span>
              {decision.note ? (
                <p className="their-words small" dir="auto">
                  {decision.note}
                </p>
              ) : null}
            </li>
          ))}
        </ol>
      ) : null}
    </section>
  );
}

function reasonLabel(reasons: ReasonsShown, decision: string, key: string): string {
  const list: readonly { key: string; label: string }[] = Object.hasOwn(reasons, decision) ? reasons[decision as DecisionKey] : [];
  return list.find((reason) => reason.key === key)?.label ?? labelOf({}, key);
}
