/** What a report may say was done. Stored as the witness's own statement; one report may name several. */
export const conduct = {
  excessive_force: 'Excessive force',
  detention_without_cause: 'Detention or arrest without cause',
  entry_without_warrant: 'Entry or search without a warrant',
  profiling: 'Stopped because of race, language or appearance',
  refused_to_identify: 'Refused to identify themselves',
  face_covered: 'Face covered',
  posed_as_other: 'Posed as local police or as another service',
  interfered_with_filming: 'Interfered with people filming or protesting',
  sensitive_place: 'At a school, court, hospital, place of worship or shelter',
  property: 'Damaged or took property',
  threats: 'Threats or intimidation',
  voting: 'Interfered with voting',
  denied_care_or_counsel: 'Denied medical care or a lawyer',
  local_help: 'Local police or another agency shared information or helped',
  other: 'Something else',
} as const;

export type Conduct = keyof typeof conduct;
export const conductKeys = Object.keys(conduct) as [Conduct, ...Conduct[]]; // the object's own keys

/** One plain sentence a kind, for who is not sure what a word covers. */
export const conductHints = {
  excessive_force: 'For example hitting, kneeling on someone, gas or a weapon where it was not needed.',
  detention_without_cause: 'Someone was held or taken and no reason was given, or the reason was not true.',
  entry_without_warrant: 'They went into or searched a home, car or shop without a paper from a judge.',
  profiling: 'People were picked out by how they look or speak.',
  refused_to_identify: 'They were asked who they are and did not say.',
  face_covered: 'With a mask, scarf or balaclava.',
  posed_as_other: 'They said or showed that they were someone they were not, for example “police” or a delivery.',
  interfered_with_filming: 'They took a phone, blocked the view, pushed or arrested people who filmed or protested.',
  sensitive_place: 'It happened in or right outside such a place.',
  property: 'For example a broken door or window, or a phone or papers that were not given back.',
  threats: 'Someone was told or shown that they would be hurt, arrested or deported.',
  voting: 'At or near a polling place, or about voting.',
  denied_care_or_counsel: 'Someone asked for a doctor, medicine or a lawyer and did not get it.',
  local_help: 'For example they handed over a person, shared data or blocked a street.',
  other: 'Describe it on the page “What happened”.',
} as const satisfies Record<Conduct, string>;
