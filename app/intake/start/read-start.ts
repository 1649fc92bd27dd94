/** What the start page needs to know, at its own address and at a link that names an incident; and the start itself. */
import type { AppLoadContext } from '@remix-run/node';
import { findDraft, type Draft } from '../draft/draft.ts';
import { codeNamed, findIncident, incidentChoices } from '../incidents.ts';
import { refusalKeyOf } from '../refuse.ts';

export async function readStart(request: Request, context: AppLoadContext) {
  const settings = await context.intake.settings();
  const draft = await findOpenable(request, context);
  const code = codeNamed(request);
  const incident = findIncident(incidentChoices(settings), code);
  return {
    view: 'start' as const,
    draft: draft === null ? null : { submitted: draft.submitted },
    incident: incident ? { code: incident.code, title: incident.title, date: incident.date, place: incident.place } : null,
    /** A link named an incident that is closed or was never there. */
    isUnknown: code !== null && incident === undefined,
    hours: settings['intake.draftHours'],
    files: settings['intake.maxFiles'],
    fileBytes: settings['intake.maxFileBytes'],
  };
}
export type StartData = Awaited<ReturnType<typeof readStart>>;

/** The draft of this browser. One whose time is over is the same as none: it is no reason to refuse the first page. */
export async function findOpenable(request: Request, context: AppLoadContext): Promise<Draft | null> {
  try {
    return await findDraft(request, context);
  } catch (error) {
    if (refusalKeyOf(error) === 'draftEnded') return null;
    throw error;
  }
}
