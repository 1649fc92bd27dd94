/** Why an administrator changes a setting: stored with the version and inside the event's hash, so codes and never free text. */
export const changeReasons = {
  mistake: 'A mistake is put right',
  lawyer: 'A lawyer of the office asked for it',
  policy: 'The law or the office’s policy has changed',
  event: 'Something has happened that people will report',
  translation: 'A translation was checked',
  staff: 'People or duties in the office have changed',
  running: 'To keep the service running well',
  other: 'Another reason',
} as const;
export type ChangeReason = keyof typeof changeReasons;
export const changeReasonKeys = Object.keys(changeReasons) as [ChangeReason, ...ChangeReason[]]; // the object's own keys
