/** Why the office asks a witness for a file again. Its words for staff; the witness reads them from the catalogue, `follow.request.<key>`. */
export const fileRequests = {
  cannot_open: 'We cannot open it',
  incomplete: 'Part of it is missing',
  original_wanted: 'We need the original, not an edited or forwarded copy',
} as const;

export type FileRequestReason = keyof typeof fileRequests;
export const fileRequestReasons = Object.keys(fileRequests) as FileRequestReason[]; // the object's own keys
