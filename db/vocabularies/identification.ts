/** How the people who acted said or showed who they were; several may hold. */
export const identification = {
  said_nothing: 'Said nothing about who they were',
  said_police: 'Said “police”',
  said_detectives: 'Said “detectives”',
  named_precinct: 'Named a precinct or squad',
  named_agency: 'Named an agency',
  showed_badge: 'Showed a badge or card',
  warrant_judge: 'Showed a warrant signed by a judge',
  warrant_agency: 'Showed a warrant signed by an agency',
  warrant_unsure: 'Showed a warrant, not sure who signed it',
  warrant_not_shown: 'Said there was a warrant but did not show it',
  unknown: 'I don’t know',
} as const;

export type Identification = keyof typeof identification;
export const identificationKeys = Object.keys(identification) as [Identification, ...Identification[]]; // the object's own keys

/** What they wore. */
export const clothing = {
  uniform: 'Uniform with an agency’s name',
  uniform_unmarked: 'Uniform or tactical clothing without a name',
  plain_clothes: 'Plain clothes',
  mixed: 'Some in uniform, some not',
  unknown: 'I don’t know',
} as const;

export type Clothing = keyof typeof clothing;
