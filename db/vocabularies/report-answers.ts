/**
 * Closed answers of the report that are no vocabulary of conduct or of people: each key is stored, shown in the console and written into bundles.
 * A key whose label does not explain itself to a frightened reader has a plain sentence in the table of hints after it; `terms.test.ts` names those that explain themselves.
 */

/** How the witness knows what they report. */
export const parts = {
  saw: 'I was there and saw it',
  affected: 'It happened to me',
  told: 'Someone who was there told me',
  found: 'I found this material',
  represent: 'I represent someone',
} as const;
export type Part = keyof typeof parts;
export const partKeys = Object.keys(parts) as [Part, ...Part[]]; // the object's own keys, as in each table below

export const partHints = {
  found: 'For example a video or a post that someone else made.',
  represent: 'For example your child, a relative or a client.',
} as const satisfies Partial<Record<Part, string>>;

export const representatives = {
  family: 'As family or a friend',
  attorney: 'As their attorney',
  organisation: 'For an organization',
  guardian: 'As a parent or guardian of someone under 18',
} as const;
export const representativeKeys = Object.keys(representatives) as [keyof typeof representatives, ...(keyof typeof representatives)[]];

export const placeKinds = {
  street: 'Street or public square',
  home: 'A home',
  work: 'A workplace or shop',
  transit: 'Station, bus stop or vehicle',
  school: 'School or child care',
  court: 'Court or government office',
  hospital: 'Hospital or clinic',
  worship: 'Place of worship',
  shelter: 'Shelter',
  detention: 'A place where people are held',
  polling: 'Polling place',
  other: 'Another kind of place',
  unknown: 'I don’t know',
} as const;
export const placeKindKeys = Object.keys(placeKinds) as [keyof typeof placeKinds, ...(keyof typeof placeKinds)[]];

/** What the answer to "where" is. */
export const placeForms = { address: 'An address', intersection: 'A street corner', landmark: 'A place that people know' } as const;
export const placeFormKeys = Object.keys(placeForms) as [keyof typeof placeForms, ...(keyof typeof placeForms)[]];

export const placeFormHints = {
  intersection: 'Where two streets meet.',
  landmark: 'For example a park, a store or a subway station.',
} as const satisfies Partial<Record<keyof typeof placeForms, string>>;

export const injuries = {
  none: 'No one, as far as I know',
  minor: 'Yes, lightly hurt',
  treated: 'Yes, treated on the spot',
  hospital: 'Yes, taken to the hospital',
  death: 'Someone died',
  unknown: 'I don’t know',
} as const;
export const injuryKeys = Object.keys(injuries) as [keyof typeof injuries, ...(keyof typeof injuries)[]];

export const injuryHints = {
  minor: 'For example bruises or scratches.',
  treated: 'For example by an ambulance crew or a friend.',
} as const satisfies Partial<Record<keyof typeof injuries, string>>;

/** What may soon be lost, and so be kept by a letter of the office in time. */
export const leadKinds = {
  shop_camera: 'Camera of a shop or building',
  transit_camera: 'Camera on a bus, train or in a station',
  doorbell: 'Doorbell or home camera',
  body_worn: 'Camera worn by an officer',
  traffic_camera: 'Street or traffic camera',
  post: 'A post that may be deleted',
  other: 'Something else',
} as const;
export type LeadKind = keyof typeof leadKinds;
export const leadKindKeys = Object.keys(leadKinds) as [LeadKind, ...LeadKind[]];

export const leadHints = {
  body_worn: 'Many officers wear one on the chest.',
  post: 'For example on Facebook, TikTok or X.',
} as const satisfies Partial<Record<LeadKind, string>>;

export const reportedTo = {
  agency: 'Another agency or the police',
  court: 'A court',
  press: 'The press',
  lawyer: 'A lawyer or an organization',
  nobody: 'Nobody yet',
} as const;
export const reportedToKeys = Object.keys(reportedTo) as [keyof typeof reportedTo, ...(keyof typeof reportedTo)[]];

export const helpKinds = { legal: 'Legal help', medical: 'Medical help', interpreter: 'An interpreter', none: 'None' } as const;
export type HelpKind = keyof typeof helpKinds;
export const helpKindKeys = Object.keys(helpKinds) as [HelpKind, ...HelpKind[]];

/** Who made a recording, as far as the witness knows. */
export const recorders = {
  me: 'I did',
  known: 'Someone I know',
  stranger: 'Someone I do not know',
  unknown: 'I don’t know',
} as const;
export const recorderKeys = Object.keys(recorders) as [keyof typeof recorders, ...(keyof typeof recorders)[]];

export const safeWays = { phone: 'Call', text: 'Text message', email: 'E-mail', page: 'Only by the follow-up page' } as const;
export const safeWayKeys = Object.keys(safeWays) as [keyof typeof safeWays, ...(keyof typeof safeWays)[]];

export const safeWayHints = {
  page: 'You read our messages on this site. We do not phone or write to you.',
} as const satisfies Partial<Record<keyof typeof safeWays, string>>;

/** Where a link leads, from its host name alone: nobody asks the site. */
export const platforms = {
  youtube: 'YouTube',
  vimeo: 'Vimeo',
  x: 'X (Twitter)',
  instagram: 'Instagram',
  facebook: 'Facebook',
  tiktok: 'TikTok',
  other: 'Another site',
} as const;
export type Platform = keyof typeof platforms;
export const platformKeys = Object.keys(platforms) as [Platform, ...Platform[]];
