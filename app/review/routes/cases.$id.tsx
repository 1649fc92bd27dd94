import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { readCase } from '#db/cases/cases.ts';
import { actOnCase } from '../case-actions.server.ts';
import { useLive } from '../live.ts';
import { CaseExports } from '../parts/case-exports.tsx';
import { CaseMembers, CaseReports } from '../parts/case-contents.tsx';
import { requireStaff } from '../session.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data ? data.view.number : 'Not found'} · Exhibit` }];

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireStaff(asked, ['case.read']);
  const id = z.uuid().safeParse(asked.params.id);
  if (!id.success) throw new Response(null, { status: 404 });
  const view = await readCase(asked.context.sql, staff.accountId, id.data).catch(refuseUnknown);
  return json({
    view,
    may: { write: staff.may('case.write'), request: staff.may('export.request'), download: staff.may('export.download') },
    fresh: staff.fresh,
  });
}

export async function action(asked: ActionFunctionArgs) {
  const staff = await requireStaff(asked, ['case.read']);
  const id = z.uuid().safeParse(asked.params.id);
  if (!id.success) throw new Response(null, { status: 404 });
  return actOnCase(asked.context, staff, id.data, await asked.request.formData()).catch(refuseUnknown);
}

/** By name, because each build has its own copy of the class. */
function refuseUnknown(error: unknown): never {
  if (error instanceof Error && error.name === 'NoSuchCase') throw new Response(null, { status: 404 });
  throw error;
}

export default function Case() {
  const { view, may, fresh } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  useLive(view.id);
  return (
    <>
      <div className="title-line">
        <h1>
          <span className="reference">{view.number}</span> <bdi>{view.title}</bdi>
        </h1>
      </div>
      {result && !('address' in result) ? (
        <p className={`alert ${result.ok ? 'calm' : ''}`} role={result.ok ? 'status' : 'alert'}>
          {result.message}
        </p>
      ) : null}
      <CaseReports view={view} may={may} />
      <CaseExports view={view} may={may} fresh={fresh} result={result} />
      <CaseMembers view={view} may={may} />
    </>
  );
}
