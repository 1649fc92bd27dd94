import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { listCases } from '#db/cases/cases.ts';
import { readRestrictedOfficer } from '#db/review/restrict.ts';
import { listTasksOf } from '#db/review/tasks.ts';
import { readSetting } from '#db/settings/settings.ts';
import { useLive } from '../live.ts';
import { CustodyLog } from '../parts/custody-log.tsx';
import { DecisionPanel } from '../parts/decision-panel.tsx';
import { Facts } from '../parts/facts.tsx';
import { FileDetail } from '../parts/file-detail.tsx';
import { Filmstrip } from '../parts/filmstrip.tsx';
import { Corrections, Messages } from '../parts/messages.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { Report } from '../parts/report.tsx';
import { SidePanels } from '../parts/side-panels.tsx';
import { SubmissionHead } from '../parts/submission-head.tsx';
import { TasksPanel } from '../parts/tasks.tsx';
import { requireStaff } from '../session.server.ts';
import { actOnSubmission } from '../submission-actions.server.ts';
import { openSubmission } from '../submission-page.server.ts';
import { toTaskLine } from '../task-lines.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data ? data.report.reference : 'Not found'} · Exhibit` }];

const identifier = z.uuid();

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireStaff(asked, ['submission.read', 'case.read']);
  const id = identifier.safeParse(asked.params.id);
  if (!id.success) throw new Response(null, { status: 404 });
  const ordinal = Number.parseInt(new URL(asked.request.url).searchParams.get('file') ?? '', 10);
  const { sql } = asked.context;
  return json({
    report: await openSubmission(asked.context, staff, id.data, Number.isNaN(ordinal) ? null : ordinal),
    reasons: await readSetting(sql, 'review.reasons'),
    officer: staff.may('submission.restrict') ? await readRestrictedOfficer(sql, staff.accountId) : null,
    cases: staff.may('case.write')
      ? (await listCases(sql, staff.accountId)).map(({ id: caseId, number, title }) => ({ id: caseId, number, title }))
      : [],
    tasks: staff.may('task.work') ? (await listTasksOf(sql, staff.accountId, id.data)).map(toTaskLine) : [],
    may: {
      claim: staff.may('submission.claim'),
      decide: staff.may('submission.decide'),
      restrict: staff.may('submission.restrict'),
      retry: staff.may('processing.retry'),
      original: staff.may('original.read'),
      unsafeOriginal: staff.may('original.read.unsafe'),
      addToCase: staff.may('case.write'),
    },
  });
}

export async function action(asked: ActionFunctionArgs) {
  const staff = await requireStaff(asked, ['submission.read', 'case.read']);
  const id = identifier.safeParse(asked.params.id);
  if (!id.success) throw new Response(null, { status: 404 });
  return actOnSubmission(asked.context, staff, id.data, await asked.request.formData());
}

export default function Submission() {
  const { report, reasons, officer, cases, tasks, may } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  useLive(report.id);
  return (
    <div className="submission">
      <SubmissionHead report={report} may={may} />
      <Outcome result={result} />
      <div className="side">
        {may.decide ? <DecisionPanel key={report.id} report={report} reasons={reasons} result={result} /> : null}
        <TasksPanel tasks={tasks} from={`/submissions/${report.id}`} />
        <SidePanels report={report} may={may} officer={officer} cases={cases} />
      </div>
      <div className="main-column">
        <Corrections corrections={report.corrections} />
        <Report report={report} />
        <section aria-labelledby="files-title">
          <h2 id="files-title">
            Files <span className="count">{report.files.length}</span>
          </h2>
          {report.testSignatures ? (
            <p className="alert" role="note">
              Scanned with one test signature only. These scans say nothing about malware.
            </p>
          ) : null}
          {report.files.length === 0 ? <p className="nothing">No files came with this report.</p> : <Filmstrip report={report} />}
          {report.chosen ? <FileDetail key={report.chosen.id} report={report} may={may} result={result} /> : null}
        </section>
        {report.conversation ? <Messages conversation={report.conversation} files={report.files} result={result} /> : null}
        <Facts report={report} />
        <CustodyLog report={report} />
      </div>
    </div>
  );
}
