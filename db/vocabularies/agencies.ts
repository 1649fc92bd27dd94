/** Who the witness believes was acting. A claim, never an established identity. */
export const agencies = {
  ice_ero: 'ICE Enforcement and Removal Operations (ERO)',
  ice_hsi: 'ICE Homeland Security Investigations (HSI)',
  ice_unknown: 'ICE, not sure which part',
  cbp: 'Customs and Border Protection, including Border Patrol',
  usms: 'U.S. Marshals Service',
  fbi: 'FBI',
  dea: 'DEA',
  atf: 'ATF',
  national_guard: 'National Guard or other military',
  federal_unknown: 'Federal, not sure which agency',
  state_police: 'State police',
  local_police: 'Local police or sheriff',
  deputised_287g: 'Local officers acting for immigration authorities (287(g))',
  private_contractor: 'Private contractor or security company',
  other: 'Another agency',
  unknown: 'I don’t know',
} as const;

export type Agency = keyof typeof agencies;
export const agencyKeys = Object.keys(agencies) as [Agency, ...Agency[]]; // the object's own keys

/** A report that names one of these starts in the compartment `local`, because people at a partner of the office may be its subject. */
export const compartmentedAgencies = ['state_police', 'local_police', 'deputised_287g'] as const satisfies readonly Agency[];

export const agencyHints = {
  ice_ero: 'Arrests and deports people.',
  ice_hsi: 'Investigators; some also make arrests.',
  ice_unknown: '“ICE” was said, printed or seen.',
  cbp: 'Green or blue uniforms; “Border Patrol” or “CBP”.',
  usms: 'Court security and wanted people; a star badge.',
  fbi: '“FBI” on vest or jacket.',
  dea: 'Drug enforcement; “DEA”.',
  atf: 'Alcohol, tobacco, firearms; “ATF”.',
  national_guard: 'Soldiers.',
  federal_unknown: 'For example “Federal agent”, “Homeland Security”.',
  state_police: 'In New York: troopers.',
  local_police: 'City, town or county, for example the NYPD.',
  deputised_287g: 'Local officers who say that they act for immigration.',
  private_contractor: 'Guards or drivers of a company.',
  other: 'Say which under “What they looked like”.',
  unknown: 'It is fine not to know.',
} as const satisfies Record<Agency, string>;
