/** The parts of a report that a correction can be about. Who can be reached how is sealed, and choices have a page of their own. */
export const correctable = [
  'event',
  'part',
  'what',
  'conduct',
  'when',
  'where',
  'who',
  'vehicles',
  'whom',
  'police',
  'reported',
  'losing',
  'links',
  'help',
] as const;
