/** The bundle's machine-readable tag files: items.json, tools.json, exceptions.json and the scanners' findings. Pure. */
import { exclusions, type ExportContents, type ExportItem } from '#db/cases/contents.ts';
import { exhibitCode } from '#db/cases/numbers.ts';
import type { MetadataRow, ScanRow } from '#db/cases/read-material.ts';
import { verdicts } from '#db/vocabularies/verdicts.ts';
import { derivativePath, nativePath, reportPath, slipSheetPath, visibleText, wordsPath } from './names.ts';

export const BUNDLE_FORMAT = 'exhibit-bundle/1';
const TYPESETTER = 'Typst 0.14.2 (typst-ts-node-compiler 0.7.0), PDF/A-2a';

/** Two spaces, a newline at the end: read by people too. */
export const formatJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Where tools' outputs lie, by metadata id. */
export type OutputPaths = ReadonlyMap<string, string>;

export function describeItems(contents: ExportContents, metadata: readonly MetadataRow[], outputs: OutputPaths): unknown {
  return {
    format: BUNDLE_FORMAT,
    case: { id: contents.case.id, number: contents.case.number, title: contents.case.title },
    export: { id: contents.exportId, number: contents.number, recipient: contents.recipient, authority: contents.authority },
    submissions: contents.submissions.map((submission) => ({
      id: submission.id,
      reference: submission.reference,
      receivedAt: submission.receivedAt,
      receivedLocal: submission.receivedLocal,
      language: submission.language,
      state: submission.state,
      decision: submission.decision,
      answers: { path: reportPath(submission.reference), version: submission.answersVersion },
      identity: submission.identity,
    })),
    items: contents.items.map((item) => describeItem(item, contents, metadata, outputs)),
    chains: [
      { subject: `case:${contents.case.id}`, ...contents.case.chain },
      ...contents.submissions.map(({ id, chain }) => ({ subject: `submission:${id}`, ...chain })),
    ],
  };
}

function describeItem(item: ExportItem, contents: ExportContents, metadata: readonly MetadataRow[], outputs: OutputPaths): unknown {
  const common = {
    exhibit: exhibitCode(item.exhibit),
    fileId: item.fileId,
    submissionId: item.submissionId,
    reference: contents.submissions.find(({ id }) => id === item.submissionId)?.reference ?? null,
    included: item.excluded === null,
    excluded: item.excluded,
  };
  // A slip sheet tells that something is there, and nothing about it.
  if (item.excluded === 'restricted') return { ...common, path: null, slipSheet: slipSheetPath(item.exhibit), derivatives: [] };
  return {
    ...common,
    path: item.excluded === null ? nativePath(item.exhibit, item.type) : null,
    words: hasWords(item) ? wordsPath(item.exhibit) : null,
    originalName: item.name,
    originalNameShown: visibleText(item.name),
    caption: item.caption,
    declared: item.declared,
    size: item.size,
    type: item.type,
    sha256: item.sha256,
    sha256Declared: item.sha256Declared,
    hashSource: item.hashSource,
    scan: { verdict: item.verdict, meaning: verdicts[item.verdict].label },
    decision: item.decision,
    retention: item.retention,
    derivatives: item.derivatives.map((derivative) => ({
      path: derivativePath(item.exhibit, derivative),
      kind: derivative.kind,
      size: derivative.size,
      type: derivative.type,
      sha256: derivative.sha256,
      parentSha256: derivative.parentSha256,
      tool: derivative.tool,
      toolVersion: derivative.toolVersion,
      arguments: derivative.arguments,
    })),
    metadata: metadata
      .filter(({ fileId }) => fileId === item.fileId)
      .map((row) => ({ path: outputs.get(row.id) ?? null, tool: row.tool, toolVersion: row.toolVersion, at: row.at.toISOString() })),
  };
}

/** Whether the witness said anything about this file. */
export const hasWords = (item: ExportItem): boolean => item.excluded !== 'restricted' && (item.caption !== '' || !isEmpty(item.declared));
const isEmpty = (value: ExportItem['declared']): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** Every tool that touched an item, with version, purpose and arguments. */
export function describeTools(contents: ExportContents, metadata: readonly MetadataRow[], scans: readonly ScanRow[]): unknown {
  const tools = new Map<string, unknown>();
  const note = (purpose: string, tool: string, version: string, more: object) =>
    tools.set(JSON.stringify([purpose, tool, version, more]), { tool, version, purpose, ...more });
  for (const scan of scans) {
    note('malware scan', scan.engine, scan.engine, {
      signatures: scan.signatures,
      signaturesDate: scan.signaturesDate?.toISOString() ?? null,
      limits: scan.limits,
    });
  }
  for (const row of metadata) note('metadata', row.tool, row.toolVersion, { arguments: row.arguments });
  for (const derivative of contents.items.flatMap(({ derivatives }) => derivatives)) {
    note(`viewing copy: ${derivative.kind}`, derivative.tool, derivative.toolVersion, { arguments: derivative.arguments });
  }
  const sorted = [...tools.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, tool]) => tool);
  return {
    format: BUNDLE_FORMAT,
    bundle: { writer: BUNDLE_FORMAT, typesetter: TYPESETTER, hash: 'SHA-256', signature: 'Ed25519' },
    tools: sorted,
  };
}

/** Everything that someone might look for and not find, each with its reason. */
export function describeExceptions(contents: ExportContents): { entries: { what: string; code: string; why: string }[]; limits: string[] } {
  return {
    entries: [
      ...contents.items.flatMap(({ exhibit, excluded }) =>
        excluded === null ? [] : [{ what: exhibitCode(exhibit), code: excluded, why: exclusions[excluded] }],
      ),
      ...contents.withheldExhibits.map((number) => ({ what: exhibitCode(number), code: 'not_open', why: exclusions.not_open })),
      ...contents.withheldSubmissions.map((id) => ({ what: `Report ${id}`, code: 'not_open', why: exclusions.not_open })),
    ],
    limits: [
      'Who the witness is and how to reach them: sealed, not in this bundle.',
      'Links as the witness gave them, where they may tell who shared them: sealed, not in this bundle. In their place stand cleaned links, and of a share link its site alone.',
      'What staff wrote about a report (notes, reasons for looking): withheld; the custody log keeps its hash.',
      'Files and tools’ outputs may still point to a person: device numbers, places, faces, voices, names in file names.',
      'Load files (DAT, CSV), a certification draft and a time stamp by an outside authority: not made by this version of the portal.',
    ],
  };
}

/** What a scanner said about one file, all passes. */
export const describeScans = (scans: readonly ScanRow[]): unknown =>
  scans.map((scan) => ({
    at: scan.at.toISOString(),
    verdict: scan.verdict,
    finding: scan.finding,
    engine: scan.engine,
    signatures: scan.signatures,
    signaturesDate: scan.signaturesDate?.toISOString() ?? null,
    limits: scan.limits,
    bytesScanned: scan.bytesScanned,
  }));
