/** Default words to witnesses. An office's own words replace them; a lawyer of the office must have read whatever is shown. */
export const intakeTexts = {
  notices: {
    version: 'default-1',
    start: [
      'Use this form to tell the office what you saw or what happened to you, and to hand in photos, videos and documents.',
      'This is not 911. If someone is in danger now, call 911.',
      'Handing in a report does not start a lawsuit, is not legal advice and is no promise that the office will act.',
      'Staff of the office read reports. You can stay anonymous.',
    ],
    safety: [
      'Stay at a safe distance and do not interfere with what officers do.',
      'Keep the unedited original on your device, and do not post it before you have handed it in.',
      'If someone may look at your phone or computer, use another device or the Tor Browser.',
    ],
    use: [
      'The office keeps your report and files as possible evidence, and people who review reports or work on a case can read them.',
      'A court can order the office to hand over what it holds. In a criminal case the defense may have a right to see it.',
      'If you leave a name or contact it is stored encrypted. Authorized staff can open it, with a reason that is recorded.',
      'The office does not give reports to immigration authorities unless a law or a court order requires it.',
    ],
    truth: 'What I have written is true as far as I know.',
    referral:
      'If you need legal help, ask the office for organizations near you. If you have a case of your own, speak to a lawyer before you write.',
  },
  statuses: {
    received: 'We have received your report.',
    processing: 'We have received your report and are reading its files.',
    ready: 'Your report is waiting to be read by a person.',
    triaged: 'A person has read your report.',
    closed: 'We have finished with your report. It stays on record.',
    accepted: 'A person has read your report and passed it on for further work.',
    needs_information: 'A person has read your report and would like to know more.',
    duplicate: 'A person has read your report. It is kept together with another report of the same thing.',
    out_of_scope: 'A person has read your report. It is about something this office does not work on.',
    set_aside: 'A person has read your report. It stays on record.',
  },
};
