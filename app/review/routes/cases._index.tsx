import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json, redirect } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { listCases, openCase } from '#db/cases/cases.ts';
import { Moment } from '../parts/moment.tsx';
import { requireStaff } from '../session.server.ts';

export const meta: MetaFunction = () => [{ title: 'Cases · Exhibit' }];

const form = z.object({ title: z.string().trim().min(3).max(200) });

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireStaff(asked, ['case.read']);
  const cases = await listCases(asked.context.sql, staff.accountId);
  return json({ mayOpen: staff.may('case.write'), cases: cases.map((each) => ({ ...each, createdAt: each.createdAt.toISOString() })) });
}

export async function action(asked: ActionFunctionArgs) {
  const staff = await requireStaff(asked, ['case.write']);
  const sent = await asked.request.formData();
  const parsed = form.safeParse(Object.fromEntries(sent));
  if (!parsed.success)
    return json(
      { error: 'Give the case a title of 3 to 200 characters.', title: String(sent.get('title') ?? '').slice(0, 300) },
      { status: 422 },
    );
  const opened = await openCase(asked.context.sql, staff.accountId, parsed.data.title);
  return redirect(`/cases/${opened.id}`);
}

export default function Cases() {
  const { cases, mayOpen } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  return (
    <>
      <div className="title-line">
        <h1>Cases</h1>
      </div>
      <p className="quiet">The cases of which you are a member.</p>
      {cases.length === 0 ? (
        <p className="nothing">You are a member of no case.</p>
      ) : (
        <div className="scroll">
          <table aria-label="Cases">
            <thead>
              <tr>
                <th scope="col">Case</th>
                <th scope="col">Title</th>
                <th scope="col">Reports</th>
                <th scope="col">Bundles</th>
                <th scope="col">Opened</th>
              </tr>
            </thead>
            <tbody>
              {cases.map((each) => (
                <tr key={each.id}>
                  <td>
                    <Link to={`/cases/${each.id}`} className="reference">
                      {each.number}
                    </Link>
                  </td>
                  <td dir="auto">{each.title}</td>
                  <td className="number">{each.submissions}</td>
                  <td className="number">{each.exports}</td>
                  <td className="when">
                    <Moment at={each.createdAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {mayOpen ? (
        <section className="card form spaced" aria-labelledby="open-title">
          <h2 id="open-title">Open a case</h2>
          <Form method="post" className="inline-form">
            <div className="field">
              <label htmlFor="title">Title</label>
              {failed ? (
                <p className="error" id="title-error">
                  {failed.error}
                </p>
              ) : null}
              <input
                id="title"
                name="title"
                required
                minLength={3}
                maxLength={200}
                defaultValue={failed?.title}
                aria-describedby={failed ? 'title-error' : undefined}
              />
            </div>
            <button>Open</button>
          </Form>
        </section>
      ) : null}
    </>
  );
}
