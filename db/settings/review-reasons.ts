/** Default reason codes a reviewer chooses from, by decision. */
export const reviewReasons = {
  accepted: [
    { key: 'conduct_in_scope', label: 'Conduct this office looks into' },
    { key: 'supports_known_incident', label: 'Adds to a known incident' },
    { key: 'preserve_only', label: 'Keep as evidence; no further step now' },
  ],
  needs_information: [
    { key: 'place_or_time_missing', label: 'Place or time is not clear' },
    { key: 'who_missing', label: 'Who acted is not clear' },
    { key: 'file_unreadable', label: 'A file cannot be opened' },
    { key: 'original_wanted', label: 'The unedited original is wanted' },
  ],
  duplicate: [
    { key: 'same_report_again', label: 'The same report handed in again' },
    { key: 'same_recording', label: 'The same recording from another person' },
  ],
  out_of_scope: [
    { key: 'other_office', label: 'Another office is responsible' },
    { key: 'not_officials', label: 'Not about officials' },
    { key: 'no_conduct', label: 'Describes no conduct' },
  ],
  set_aside: [
    { key: 'unreadable', label: 'Cannot be understood' },
    { key: 'advertising', label: 'Advertising' },
    { key: 'test', label: 'A test' },
    { key: 'abusive', label: 'Abusive, without a report in it' },
  ],
};
