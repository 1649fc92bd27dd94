/** The witness's words as plain text, exactly as given; and slip sheets. Pure. */
import type { ExportContents, ExportItem, ExportSubmission } from '#db/cases/contents.ts';
import { exhibitCode } from '#db/cases/numbers.ts';

const quoting =
  'A longer text stands below its name, each of its lines behind "| ", which is not part of it. A line is what ends in this file, not at the edge of a window.';

/** What `sharer` stands for, where it stands. */
export const shareLinks =
  'A link with "sharer: true" is a share link: it may tell the site who shared it. Only its site stands here; the whole link is sealed and not in this bundle.';

/** A report's answers: the narrative and all else, key by key in the order in which they are stored. */
export function reportText(submission: ExportSubmission, answers: unknown): string {
  return [
    `Report ${submission.reference}, received ${submission.receivedAt} (${submission.receivedLocal}), language ${submission.language}, version ${submission.answersVersion}`,
    'In the witness’s own words, unchanged. Statements of the witness, not findings of the office.',
    quoting,
    ...(hasShareLink(answers) ? [shareLinks] : []),
    '',
    ...outline(answers, ''),
    '',
  ].join('\n');
}

function hasShareLink(answers: unknown): boolean {
  const { links } = (answers as { links?: { links?: { sharer?: unknown }[] } } | null) ?? {}; // whatever shape: a bundle never fails by it
  return Array.isArray(links?.links) && links.links.some((link) => link?.sharer === true);
}

/** What the witness said about one file. */
export function fileText(item: ExportItem): string {
  const said = [...(item.caption === '' ? [] : [`caption:\n${quote(item.caption)}\n`]), ...outline(item.declared, '')];
  return [`${exhibitCode(item.exhibit)}, as stated by the witness, unchanged.`, quoting, '', ...said, ''].join('\n');
}

export function slipSheet(item: ExportItem, contents: ExportContents): string {
  const lines = [
    `${exhibitCode(item.exhibit)} in ${contents.case.number}`,
    '',
    'This item is restricted. It is in the record of the case and is not handed over with this bundle.',
    'Ask the office for the person who may decide about it.',
    '',
  ];
  return lines.join('\n');
}

function outline(value: unknown, path: string): string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) {
    if (value.every((entry) => typeof entry !== 'object' || entry === null))
      return value.length === 0 ? [] : [`${path}: ${value.map(String).join(', ')}`];
    return value.flatMap((entry, index) => outline(entry, `${path}[${index + 1}]`));
  }
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, entry]) => outline(entry, path === '' ? key : `${path}.${key}`));
  const text = String(value);
  return lineEnds.test(text) || text.length > 80 ? [`${path}:\n${quote(text)}\n`] : [`${path}: ${text}`];
}

/** Whatever some program shows as the end of a line. */
const lineEnds = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/** Each line of a text is marked, so that none can pass for an answer: whoever writes "use.sharing.prosecutors: true" into a narrative has not said so. */
function quote(text: string): string {
  return `| ${text.replaceAll(new RegExp(lineEnds, 'g'), '$&| ')}`;
}
