/** What stands in 00_START_HERE.pdf, as data for its template: every text here is shown as text. Pure. */
import type { ExportContents, ExportItem, ExportSubmission } from '#db/cases/contents.ts';
import { exhibitCode, exportCode } from '#db/cases/numbers.ts';
import { verdicts } from '#db/vocabularies/verdicts.ts';
import type { describeExceptions } from '../describe.ts';
import { exactBytes, groupHash, nativePath, slipSheetPath } from '../names.ts';
import { fingerprintCommand, signatureCommand } from '../verify-text.ts';

/** Some evidence systems refuse imports above this. */
const LARGE = 4 * 2 ** 30;

type Row = [label: string, value: string, style?: 'mono'];
export type StartHere = {
  title: string;
  office: string;
  folder: string;
  exportId: string;
  cover: Row[];
  exceptions: number;
  identity: string;
  layout: [path: string, holds: string][];
  totals: string;
  items: { code: string; headline: string; rows: Row[] }[];
  reports: { reference: string; rows: Row[] }[];
  excluded: [what: string, why: string][];
  limits: string[];
  steps: { text: string; commands: string[] }[];
  fingerprint: string;
  chains: { subject: string; hash: string; seq: number }[];
};

/** `beside`: the payload without this document, which cannot know its own size. */
export function startHere(
  contents: ExportContents,
  about: {
    folder: string;
    requestedAt: Date;
    beside: { files: number; bytes: number };
    exceptions: ReturnType<typeof describeExceptions>;
    fingerprint: string;
  },
): StartHere {
  const included = contents.items.filter(({ excluded }) => excluded === null);
  const large = included.filter(({ size }) => size > LARGE);
  return {
    title: 'Case bundle: start here',
    office: contents.office,
    folder: about.folder,
    exportId: contents.exportId,
    cover: [
      ['Case', contents.case.number],
      ['Title', contents.case.title],
      ['Bundle', `${exportCode(contents.number)} (${contents.exportId})`],
      ['Requested', `${about.requestedAt.toISOString()} by ${contents.requestedBy.name}`],
      ['For', contents.recipient],
      ['Authority', contents.authority === '' ? 'none stated' : contents.authority],
      ['Reports', String(contents.submissions.length)],
      ['Files', `${contents.items.length} listed, ${included.length} in this bundle, ${contents.items.length - included.length} left out`],
      ...(large.length === 0
        ? []
        : [
            [
              'Over 4 GiB',
              `${large.map(({ exhibit }) => exhibitCode(exhibit)).join(', ')}: some evidence systems refuse to import files of this size`,
            ] satisfies Row,
          ]),
    ],
    exceptions: about.exceptions.entries.length,
    identity: 'Who the witnesses are and how to reach them is sealed and not in this bundle. What they sent may still point to a person.',
    layout: [
      ['data/NATIVES', 'The files as they were received, byte for byte, under exhibit numbers'],
      ['data/VIEWING', 'Copies for viewing, made by the portal; not the evidence'],
      ['data/TEXT', 'The witnesses’ own words'],
      ['metadata', 'Lists for machines, the custody log, what tools read out of the files'],
      ['signatures', 'The portal’s signatures and its public key'],
      ['VERIFY.txt', 'How to check all of this without any software of ours'],
    ],
    totals:
      `Beside this document the payload (the folder data) holds ${about.beside.files} ${about.beside.files === 1 ? 'file' : 'files'} with ${exactBytes(about.beside.bytes)}. ` +
      `Payload-Oxum in bag-info.txt counts this document too: one file more, and its own size.`,
    items: contents.items.map((item) => describeItem(item, contents)),
    reports: contents.submissions.map(describeReport),
    excluded: about.exceptions.entries.map(({ what, why }) => [what, why]),
    limits: about.exceptions.limits,
    steps: [
      {
        text: 'Every file is there and unchanged. In the folder of this bundle, each line must end in OK:',
        commands: ['sha256sum -c manifest-sha256.txt', 'sha256sum -c tagmanifest-sha256.txt'],
      },
      {
        text: 'The portal signed the manifests (OpenSSL 3):',
        commands: [signatureCommand('manifest-sha256.txt'), signatureCommand('tagmanifest-sha256.txt')],
      },
      {
        text: 'The key is the office’s: compare its fingerprint with what the office tells you another way.',
        commands: [fingerprintCommand],
      },
      { text: 'VERIFY.txt has the same for Windows, and explains the custody log.', commands: [] },
    ],
    fingerprint: groupHash(about.fingerprint),
    chains: [
      { subject: `case:${contents.case.id}`, ...contents.case.chain },
      ...contents.submissions.map(({ id, chain }) => ({ subject: `submission:${id}`, ...chain })),
    ].map((chain) => ({ ...chain, hash: groupHash(chain.hash) })),
  };
}

function describeItem(item: ExportItem, contents: ExportContents): StartHere['items'][number] {
  const code = exhibitCode(item.exhibit);
  if (item.excluded === 'restricted')
    return {
      code,
      headline: 'restricted: a slip sheet stands in its place',
      rows: [['In the bundle', slipSheetPath(item.exhibit), 'mono']],
    };
  const report = contents.submissions.find(({ id }) => id === item.submissionId);
  return {
    code,
    headline: cutName(item.name),
    rows: [
      [
        'In the bundle',
        item.excluded === null ? nativePath(item.exhibit, item.type) : 'no; see “What is not in this bundle”',
        ...(item.excluded === null ? (['mono'] as const) : ([] as const)),
      ] as Row,
      ['Size', exactBytes(item.size)],
      item.sha256 === null ? ['SHA-256', 'not computed yet'] : ['SHA-256', groupHash(item.sha256), 'mono'],
      ['Received', report ? `${report.receivedAt} (${report.receivedLocal}), report ${report.reference}, file ${item.ordinal}` : ''],
      ['Kind of file', item.type ?? 'not recognised by its content'],
      ['Malware scan', verdicts[item.verdict].label],
      ['Review', item.decision ? `${words(item.decision.decision)} (${words(item.decision.reason)})` : 'no decision about this file'],
    ],
  };
}

function describeReport(report: ExportSubmission): StartHere['reports'][number] {
  return {
    reference: report.reference,
    rows: [
      ['Received', `${report.receivedAt} (${report.receivedLocal})`],
      ['Language', report.language],
      ['Review', report.decision ? `${words(report.decision.decision)} (${words(report.decision.reason)})` : words(report.state)],
      ['Witness', report.identity === 'withheld' ? 'gave a name or contact, which is withheld here' : 'anonymous'],
    ],
  };
}

/** No file system takes a longer name; items.json has the whole of what was sent. */
const LONGEST_NAME = 255;
const cutName = (name: string): string => {
  const characters = [...name];
  return characters.length <= LONGEST_NAME ? name : `${characters.slice(0, LONGEST_NAME).join('')} … (${characters.length} characters)`;
};

const words = (key: string): string => key.replaceAll('_', ' ');
