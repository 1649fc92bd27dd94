/** Compartments that every office has: a report in one is seen by its members only. Seeded by each migrate; an office may add others. */
export const compartments = {
  local: 'Local and state police',
} as const;

export type Compartment = keyof typeof compartments;
