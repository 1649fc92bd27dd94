import type { FollowedPage } from '#db/intake/follow.ts';

const decisions = ['accepted', 'needs_information', 'duplicate', 'out_of_scope', 'set_aside'] as const;

/** The sentence for how a report stands: of the decision where there is one in force, else of the state. A decision of a newer version has no sentence yet. */
export function statusKey({ state, decision }: Pick<FollowedPage, 'state' | 'decision'>) {
  const decided = state === 'triaged' ? decisions.find((known) => known === decision) : undefined;
  return `status.${decided ?? state}` as const;
}
