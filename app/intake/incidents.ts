/** Named events that the office has published and asks about: which of them a page offers, and which one a link named. */
import type { IntakeSettings } from '#db/settings/definitions.ts';
import type { DraftContent, Sections } from './draft/content.ts';

type IncidentSettings = Pick<IntakeSettings, 'intake.incidents'>;
export type Incident = IntakeSettings['intake.incidents'][number];

/** What can be chosen: the open ones, and one that the office has closed since this witness chose it. */
export function incidentChoices(settings: IncidentSettings, { event }: Pick<Sections, 'event'> = {}): Incident[] {
  return settings['intake.incidents'].filter(({ open, code }) => open || code === event?.incident);
}

/** In the page's language, or in English where the office wrote no other. */
export function titleIn(title: Incident['title'], language: string): string {
  return (Object.hasOwn(title, language) ? title[language] : undefined) ?? title.en;
}

/** The code that an address names, whoever wrote it; null without one. */
export function codeNamed(request: Request): string | null {
  return new URL(request.url).searchParams.get('incident');
}

/** Written by hand on a poster or typed from one: capitals do not matter. */
export function findIncident(incidents: readonly Incident[], code: string | null | undefined): Incident | undefined {
  const wanted = code?.trim().toUpperCase();
  return incidents.find((incident) => incident.code === wanted);
}

/** The choices of this draft, with their titles in its language: for reading answers back. */
export function readEventChoices(
  settings: IncidentSettings,
  { language, sections }: Pick<DraftContent, 'language' | 'sections'>,
): { code: string; title: string }[] {
  return incidentChoices(settings, sections).map(({ code, title }) => ({ code, title: titleIn(title, language) }));
}
