/**
 * Every action the custody log may record, with its English label. A verb that appends an event adds its action here; a key is never renamed or
 * removed once released, because events that carry it are never rewritten.
 */
export const actions = {
  // Intake
  'upload.stored': 'A file arrived in quarantine',
  'upload.removed': 'The witness removed a file before handing in',
  'upload.abandoned': 'An uploaded file was never handed in and will be deleted',
  'submission.received': 'The report was handed in',
  'tasks.opened': 'Tasks were opened for what the report asks for',
  'submission.added_to': 'The witness added files to the report',
  'submission.corrected': 'The witness corrected the report',
  'choice.changed': 'The witness changed what the report may be used for',
  'message.received': 'The witness wrote a message',
  'access.changed': 'The witness changed who can open the follow-up page',
  'clock.stepped_back': 'The clock was behind the previous event',
  // Receive
  'file.received': 'The file was hashed, copied to the originals and locked',
  'file.scanned': 'The file was scanned for malware',
  'original.superseded': 'A second copy of the original was set aside',
  'quarantine.deleted': 'The quarantined upload was deleted, its original being locked',
  'file.missing': 'A file was found to be missing from the store',
  // Media
  'file.inspected': 'Metadata was read from the file',
  'file.derived': 'Viewing copies were made',
  'file.fingerprinted': 'Fingerprints were computed',
  'file.integrity_failed': 'The stored bytes were found to differ from the record',
  'stage.failed': 'A processing step failed',
  'stage.skipped': 'A processing step was skipped',
  'stage.parked': 'A processing step was parked for a person',
  'stage.retried': 'A person asked for a processing step again',
  'submission.assessed': 'Facts about the report were gathered',
  'submission.ready': 'The report became ready for review',
  // Review
  'submission.viewed': 'The report was opened',
  'submission.claimed': 'The report was claimed',
  'submission.released': 'The claim was released',
  'submission.decided': 'A decision was made on the report',
  'message.sent': 'A message was sent to the witness',
  'file.requested': 'The witness was asked for a file again',
  'task.closed': 'A task was closed',
  'submission.restricted': 'The report was restricted',
  'derivatives.deleted': 'The viewing copies of restricted files were deleted',
  'evidence.viewed': 'A viewing copy was opened',
  'original.downloaded': 'The original was downloaded',
  'access.refused': 'Access was refused',
  // Cases and bundles
  'case.opened': 'The case was opened',
  'case.viewed': 'The case was viewed',
  'case.member_added': 'A member was added to the case',
  'case.submission_added': 'A report was added to the case',
  'export.requested': 'A case bundle was requested',
  'export.completed': 'The case bundle was completed',
  'export.failed': 'The case bundle could not be built',
  'original.differs': 'The original no longer has the hash recorded at receipt',
  'export.downloaded': 'The case bundle was downloaded',
  // People
  'account.created': 'An account was created',
  'compartment.member_added': 'The account was let into a compartment',
  'compartment.member_removed': 'The account was taken out of a compartment',
  'sign_in.succeeded': 'Signed in',
  'sign_in.failed': 'A sign-in failed',
  'sign_in.confirmed': 'Signed in again for a sensitive step',
  signed_out: 'Signed out',
  // Office
  'setting.changed': 'A setting was changed',
  'orphans.deleted': 'Bytes in quarantine that no record names were deleted',
  'custody.verified': 'All custody chains were checked',
  'custody.broken': 'A custody chain does not check out',
} as const;

export type Action = keyof typeof actions;
