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

export const identificationHints = {
  said_nothing: 'Nobody asked, or they did not answer.',
  said_police: 'Also when it was printed on a vest.',
  said_detectives: 'Said or printed.',
  named_precinct: 'For example “the 110th precinct”.',
  named_agency: 'For example “ICE” or “Homeland Security”.',
  showed_badge: 'Even if there was no time to read it.',
  warrant_judge: 'A court’s name is at the top and a judge signed it.',
  warrant_agency: 'An agency’s name is at the top, for example “Department of Homeland Security”.',
  warrant_unsure: 'You saw a paper but could not read it.',
  warrant_not_shown: 'They spoke of a paper.',
  unknown: 'It is fine not to know.',
} as const satisfies Record<Identification, string>;

/** What they wore. */
export const clothing = {
  uniform: 'Uniform with an agency’s name',
  uniform_unmarked: 'Uniform or tactical clothing without a name',
  plain_clothes: 'Plain clothes',
  mixed: 'Some in uniform, some not',
  unknown: 'I don’t know',
} as const;

export type Clothing = keyof typeof clothing;
export const clothingKeys = Object.keys(clothing) as [Clothing, ...Clothing[]]; // the object's own keys

export const clothingHints = {
  uniform: 'For example “ICE”, “POLICE” or “CBP” on vest or sleeve: write which under “What they looked like”.',
  uniform_unmarked: 'Vests, helmets or camouflage with no name on them.',
  plain_clothes: 'Dressed like anyone in the street.',
  mixed: 'Not all dressed the same.',
  unknown: 'It is fine not to know.',
} as const satisfies Record<Clothing, string>;

export const faces = {
  covered: 'Yes, all of them',
  some_covered: 'Yes, some of them',
  open: 'No',
  unknown: 'I don’t know',
} as const;

export type Face = keyof typeof faces;
export const faceKeys = Object.keys(faces) as [Face, ...Face[]]; // the object's own keys
