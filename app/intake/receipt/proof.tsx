import { useSay } from '../speech.tsx';
import { FiledFiles, ReceivedAt, RecordNumber } from './parts.tsx';
import { PrintButton, PrintScript } from './print-button.tsx';
import type { DescribedProof } from './proof.ts';

/** `office`: its name, which the paper must bear. `problem`: why the last PDF was not made. */
export function Proof({ proof, office, mark, problem }: { proof: DescribedProof; office: string; mark: string; problem: string | null }) {
  const say = useSay();
  const { filing, events } = proof;
  return (
    <>
      <h1>{say('proof.title')}</h1>
      <p className="lead">{office}</p>
      <p>{say('proof.text')}</p>
      <h2>{say('receipt.reference')}</h2>
      <bdi className="secret" id="reference" dir="ltr">
        {filing.reference}
      </bdi>
      <ReceivedAt filing={filing} />
      <FiledFiles files={filing.files} />
      <RecordNumber head={filing.head} />
      <h2>{say('proof.events')}</h2>
      <ul className="files">
        {events.map(({ head, sentence }) => (
          <li key={head}>
            <p>{sentence}</p>
            <p className="code" dir="ltr">
              {head}
            </p>
          </li>
        ))}
      </ul>
      <p className="quiet">{say('proof.eventsHint')}</p>
      <div className="no-print">
        <h2>{say('receipt.keep')}</h2>
        <PrintButton label={say('receipt.print.here')} />
        <form method="post" action="/follow/proof/pdf" id="pdf">
          <input type="hidden" name="opened" value={mark} />
          <p>{say('proof.pdf.hint')}</p>
          {problem === null ? null : <p className="error">{problem}</p>}
          <button type="submit" className="second">
            {say('receipt.pdf.make')}
          </button>
        </form>
        <p className="quiet">{say('receipt.stored')}</p>
      </div>
      <PrintScript />
    </>
  );
}
