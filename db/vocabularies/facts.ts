/**
 * Kinds of consistency fact that `assess` may find. Each is something a person can look at, with its evidence beside it;
 * none is a verdict, and none is counted into a score of truth.
 */
export const facts = {
  capture_after_modification: 'Recorded capture time is later than the modification time',
  capture_differs_from_modification: 'Capture time and modification time differ',
  gps_time_differs: 'GPS time and the device’s local time differ',
  editor_tag: 'A tag of an editing program is present',
  chat_app_tag: 'A tag of a chat app’s encoder is present',
  size_differs_from_exif: 'Picture size differs from the size in its metadata',
  thumbnail_differs: 'The embedded thumbnail differs from the picture',
  epoch_date: 'A date is a device’s zero (1904, 1970 or 0000)',
  future_date: 'A date lies in the future',
  extension_differs: 'The name’s ending does not fit the content',
  data_after_end: 'There is data after the end of the file’s format',
  no_metadata: 'The file carries no metadata (normal for files sent through chat apps)',
  place_differs: 'The capture place differs from the place in the report',
  time_differs: 'The capture time differs from the time in the report',
  declared_hash_same: 'The hash computed on the witness’s device equals ours',
  declared_hash_differs: 'The hash computed on the witness’s device differs from ours',
  same_file_elsewhere: 'The same bytes came with another report',
  similar_file_elsewhere: 'A similar picture or sound came with another report',
  place_recorded: 'The device recorded where it was',
  scan_verdict: 'What the scan for malware found',
  bytes_differ_from_record: 'The stored bytes are not the ones that were recorded when the file was received',
  step_not_done: 'A processing step brought no result',
  suspected_spam: 'A hidden field was filled in, as programs do',
  ai_marker: 'A marker of a generated picture is present',
  no_ai_marker: 'No marker of generated content was found; this says nothing about where the file comes from',
  c2pa_invalid: 'Content credentials are present but do not check out',
  c2pa_unknown_signer: 'Content credentials check out; the signer is not on our list',
  c2pa_known_signer: 'Content credentials check out; the signer is on our list',
} as const;

export type FactKind = keyof typeof facts;
