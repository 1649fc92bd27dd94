/** The pages that ask, in the order of the task list: for each, how its form becomes a section of the draft and back. */
import type { SectionName } from '../draft/content.ts';
import { conduct } from './conduct.ts';
import { contact } from './contact.ts';
import { event } from './event.ts';
import { help } from './help.ts';
import { links } from './links.ts';
import { losing } from './losing.ts';
import { part } from './part.ts';
import { police } from './police.ts';
import type { Question } from './question.ts';
import { reported } from './reported.ts';
import { use } from './use.ts';
import { vehicles } from './vehicles.ts';
import { what } from './what.ts';
import { when } from './when.ts';
import { where } from './where.ts';
import { who } from './who.ts';
import { whom } from './whom.ts';
import { witnesses } from './witnesses.ts';

export const questions: { readonly [N in SectionName]: Question<N> } = {
  event,
  part,
  what,
  conduct,
  when,
  where,
  who,
  vehicles,
  whom,
  police,
  witnesses,
  reported,
  losing,
  links,
  contact,
  help,
  use,
};
