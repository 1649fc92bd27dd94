/** Of the links that a witness gave: what is stored in the open, and what is sealed because it may tell who they are. */
import type { Answers } from '#db/intake/answers.ts';
import type { linksIdentity } from '#db/intake/identity.ts';
import type { z } from 'zod';
import { cleanLink } from './questions/link-address.ts';
import { cleanLinksIn } from './questions/links-in-text.ts';
import type { Section } from './questions/question.ts';

/** For everybody who reads the report. */
export function openLinks({ links }: Section<'links'>): NonNullable<Answers['links']> {
  return {
    links: links.map(({ url, platform, ...said }) => {
      const { open, sharer } = cleanLink(url);
      return { url: open, platform, ...(sharer ? { sharer } : {}), ...withoutMarks(said) };
    }),
  };
}

/** As they were given, where that is more than what is open; `entry` counts from 1. */
export function givenLinks({ links }: Section<'links'>): z.infer<typeof linksIdentity>['links'] {
  return links.flatMap(({ url }, index) => (cleanLink(url).taken ? [{ entry: index + 1, url }] : []));
}

/** Posts that may be deleted are named by their addresses; nothing of these is sealed. */
export function openLeads({ leads }: Section<'losing'>): NonNullable<Answers['losing']> {
  return {
    leads: leads.map(({ where, ...lead }) => ({ ...lead, ...(where === undefined ? {} : { where: cleanLinksIn(where).text }) })),
  };
}

/** A profile's address in "who posted it" has marks as any other. */
function withoutMarks<T extends Record<string, string | undefined>>(said: T): T {
  return Object.fromEntries(Object.entries(said).map(([name, text]) => [name, text === undefined ? text : cleanLinksIn(text).text])) as T; // the same names
}
