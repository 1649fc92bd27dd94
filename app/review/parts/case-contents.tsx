import type { SerializeFrom } from '@remix-run/node';
import { Form, Link } from '@remix-run/react';
import { itemStateLabels, labelOf } from '../labels.ts';
import type { loader } from '../routes/cases.$id.tsx';
import { formatBytes } from '../times.ts';
import { Moment } from './moment.tsx';

export type CasePage = SerializeFrom<typeof loader>;
type Shown = { view: CasePage['view']; may: CasePage['may'] };

export function CaseReports({ view, may }: Shown) {
  return (
    <section className="card" aria-labelledby="reports-title">
      <h2 id="reports-title">
        Reports <span className="count">{view.submissions.length}</span>
      </h2>
      {view.submissions.length === 0 ? (
        <p className="nothing">No report has been added yet.</p>
      ) : (
        <div className="scroll">
          <table aria-labelledby="reports-title">
            <thead>
              <tr>
                <th scope="col">Reference</th>
                <th scope="col">State</th>
                <th scope="col">Received</th>
                <th scope="col">Files</th>
                <th scope="col">Size</th>
              </tr>
            </thead>
            <tbody>
              {view.submissions.map((each) => (
                <tr key={each.id}>
                  <td>
                    <Link to={`/submissions/${each.id}`} className="reference">
                      {each.reference}
                    </Link>
                  </td>
                  <td>{labelOf(itemStateLabels, each.state)}</td>
                  <td className="when">
                    <Moment at={each.receivedAt} />
                  </td>
                  <td className="number">{each.files}</td>
                  <td className="number">{formatBytes(each.bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {view.hidden > 0 ? <p className="quiet">{view.hidden} more of the case you may not see.</p> : null}
      {may.write ? (
        <Form method="post" className="inline-form spaced" preventScrollReset>
          <div className="field">
            <label htmlFor="reference">Add a report by its reference</label>
            <input id="reference" name="reference" required maxLength={40} placeholder="EX-" spellCheck={false} />
          </div>
          <button name="intent" value="add-submission" className="second">
            Add
          </button>
        </Form>
      ) : null}
    </section>
  );
}

export function CaseMembers({ view, may }: Shown) {
  return (
    <section className="card form" aria-labelledby="members-title">
      <h2 id="members-title">
        Members <span className="count">{view.members.length}</span>
      </h2>
      <ul className="plain">
        {view.members.map((member) => (
          <li key={member.id}>
            <strong>{member.name}</strong> <span className="quiet">{member.email}</span>
          </li>
        ))}
      </ul>
      {may.write ? (
        <Form method="post" className="inline-form" preventScrollReset>
          <div className="field">
            <label htmlFor="member">Add a person by e-mail</label>
            <input id="member" name="email" type="email" required maxLength={254} spellCheck={false} />
          </div>
          <button name="intent" value="add-member" className="second">
            Add
          </button>
        </Form>
      ) : null}
    </section>
  );
}
