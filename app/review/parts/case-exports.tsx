import type { SerializeFrom } from '@remix-run/node';
import { Form } from '@remix-run/react';
import type { CaseResult } from '../case-actions.server.ts';
import { formatBytes } from '../times.ts';
import type { CasePage } from './case-contents.tsx';
import { Moment } from './moment.tsx';

type ExportShown = CasePage['view']['exports'][number];
type Props = { view: CasePage['view']; may: CasePage['may']; fresh: boolean; result: SerializeFrom<CaseResult> | undefined };

/** Bundles of the case: asked for, built, taken away. */
export function CaseExports({ view, may, fresh, result }: Props) {
  return (
    <section className="card" aria-labelledby="bundles-title">
      <h2 id="bundles-title">
        Bundles <span className="count">{view.exports.length}</span>
      </h2>
      {view.exports.length === 0 ? <p className="nothing">No bundle has been asked for yet.</p> : null}
      <ul className="bundles">
        {view.exports.map((each) => (
          <li key={each.id}>
            <div>
              <strong>Bundle {each.number}</strong> for <bdi>{each.recipient}</bdi>
              <p className="sub">
                <span>
                  asked for by {each.requestedBy}, <Moment at={each.requestedAt} />
                </span>
              </p>
            </div>
            <Progress bundle={each} />
            {each.state === 'ready' && may.download ? <Download bundle={each} result={result} /> : null}
          </li>
        ))}
      </ul>
      {may.request ? (
        <Form method="post" preventScrollReset className="bundle-form">
          <h3>Ask for a bundle</h3>
          {fresh ? null : (
            <p className="alert calm">
              Bundles need a fresh sign-in. <a href={`/confirm?to=/cases/${view.id}`}>Confirm that it is you</a> first, so that nothing you
              type is lost.
            </p>
          )}
          <div className="field">
            <label htmlFor="recipient">For whom</label>
            <input id="recipient" name="recipient" required minLength={2} maxLength={300} />
          </div>
          <div className="field">
            <label htmlFor="authority">On what authority (docket, subpoena, letter; may stay empty)</label>
            <input id="authority" name="authority" maxLength={300} />
          </div>
          <p className="quiet">
            It holds everything in the case that you may see, as it stands now. Who asked and for whom is written to custody.
          </p>
          <button name="intent" value="request-export" disabled={!fresh}>
            Ask for the bundle
          </button>
        </Form>
      ) : null}
    </section>
  );
}

function Progress({ bundle }: { bundle: ExportShown }) {
  switch (bundle.state) {
    case 'requested':
      return <span className="chip wait">Waiting to be built</span>;
    case 'building':
      return (
        <span className="building">
          <progress
            max={bundle.bytesTotal ?? undefined}
            value={bundle.bytesTotal ? bundle.bytesDone : undefined}
            aria-label={`Bundle ${bundle.number}`}
          />{' '}
          {formatBytes(bundle.bytesDone)}
          {bundle.bytesTotal ? ` of ${formatBytes(bundle.bytesTotal)}` : ''}
        </span>
      );
    case 'ready':
      return (
        <div className="ready">
          <span className="chip good">Ready</span> {bundle.readyAt ? <Moment at={bundle.readyAt} /> : null}{' '}
          {bundle.bytesTotal ? `· ${formatBytes(bundle.bytesTotal)}` : ''}
          <span className="code">SHA-256 {bundle.sha256}</span>
        </div>
      );
    case 'failed':
      return <span className="chip bad">Failed{bundle.reason ? `: ${bundle.reason}` : ''}</span>;
    case 'expired':
      return <span className="chip">No longer kept; ask for it again</span>;
  }
}

function Download({ bundle, result }: { bundle: ExportShown; result: Props['result'] }) {
  if (result?.address && result.exportId === bundle.id) {
    return (
      <p role="status">
        <a href={result.address} download className="button">
          Download bundle {bundle.number}
        </a>{' '}
        <span className="quiet">{result.message}</span>
      </p>
    );
  }
  return (
    <Form method="post" preventScrollReset>
      <input type="hidden" name="exportId" value={bundle.id} />
      <button name="intent" value="download" className="second">
        Get the bundle
      </button>
    </Form>
  );
}
