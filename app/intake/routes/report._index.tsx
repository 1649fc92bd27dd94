import { redirect, type ActionFunctionArgs, type AppLoadContext, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { zones } from '#db/intake/places.ts';
import { writeTicket } from '../draft/cookie.ts';
import { beginDraft, giveUpDraft, type Draft } from '../draft/draft.ts';
import { codeNamed, findIncident, incidentChoices } from '../incidents.ts';
import { noteHiddenField } from '../load/note-hidden-field.ts';
import { askFirst } from '../load/start.ts';
import { readPageLanguage } from '../language.ts';
import { demandDraft, listPath, readBody, receiptPath } from '../questions/question-page.ts';
import { orRefuse } from '../refuse.ts';
import { findOpenable, readStart } from '../start/read-start.ts';
import { StartView } from '../start/start-view.tsx';
import { titled } from '../speech.tsx';
import { countNeeded, readTasks } from '../tasks.ts';
import { TaskList } from '../task-list.tsx';
import { isStatement, readReportFiles } from '../upload/report-files.ts';

export const meta: MetaFunction<typeof loader> = (route) => titled(route.data?.view === 'start' ? 'start.title' : 'tasks.title')(route);

/** The list of tasks. An address that names an incident is a link of the office's: it changes nothing, and without an open draft it is the start page. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  return orRefuse(async () => {
    if (codeNamed(request) === null) return readList(context, await demandDraft(request, context), false);
    const draft = await findOpenable(request, context);
    if (draft === null || draft.submitted) return readStart(request, context);
    const incident = findIncident(incidentChoices(await context.intake.settings(), draft.content.sections), codeNamed(request));
    if (incident) throw redirect(`/report/event?incident=${incident.code}`);
    return readList(context, draft, true);
  });
}

async function readList(context: AppLoadContext, draft: Draft, isUnknown: boolean) {
  const { sections } = draft.content;
  const stored = (await readReportFiles(context, draft)).filter((file) => file.stored);
  const arrived = { sections, hasStatement: stored.some(isStatement) };
  return {
    view: 'list' as const,
    groups: readTasks(arrived, { hasIncidents: incidentChoices(await context.intake.settings(), sections).length > 0 }),
    left: countNeeded(arrived),
    files: stored.length,
    hasStatement: arrived.hasStatement,
    until: { at: draft.expiresAt.toISOString(), zone: sections.when?.zone ?? Object.keys(zones)[0] ?? 'UTC' },
    isUnknown,
  };
}
export type ListData = Awaited<ReturnType<typeof readList>>;

/**
 * Starts a draft: the only moment at which a browser gets a cookie, and the one before it is lost. So what this browser holds goes only where the page said what it is:
 * a report that is written goes on, and a receipt, which may be the only place with the passphrase, is shown, whichever tab of the start page was pressed.
 */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await readBody(request);
  return orRefuse(async () => {
    const incident = findIncident(incidentChoices(await context.intake.settings()), form.values.incident?.[0]);
    const held = await findOpenable(request, context);
    const mayGo = form.values.again?.[0];
    if (held?.submitted && mayGo !== 'receipt') return redirect(receiptPath, 303);
    if (held?.submitted === false && mayGo !== 'draft')
      return redirect(incident ? `/report/event?incident=${incident.code}` : listPath, 303);
    const asked = await askFirst(context, request, form);
    if (asked) return asked;
    const writtenIn = held?.submitted === false ? held.content.language : undefined;
    const language = writtenIn ?? (await readPageLanguage(request, context)).code;
    if (held && !(await giveUpDraft(context, held))) return redirect(receiptPath, 303);
    const ticket = await beginDraft(context, language, incident ? { event: { incident: incident.code } } : {});
    await noteHiddenField(context, ticket, form);
    return redirect(listPath, { status: 303, headers: { 'Set-Cookie': writeTicket(ticket, context.secure) } });
  });
}

export default function Report() {
  const data = useLoaderData<typeof loader>();
  return data.view === 'start' ? <StartView data={data} /> : <TaskList data={data} />;
}
