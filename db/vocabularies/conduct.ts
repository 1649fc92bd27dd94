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
