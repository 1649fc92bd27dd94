/**
 * From frozen contents to the list of files that the archive writer needs, in their final order and with their hashes: nothing is left to find out while
 * writing. Two passes over what is small (documents, tools' outputs, custody, viewing copies): the first measures, the second is streamed and checked against
 * the first. Originals are read once, since their size, CRC-32 and SHA-256 are known from receipt.
 *
 * Where bytes come from is given as BundleSources: this file knows neither database nor store. The same contents and sources make the same bytes.
 */
import type { ExportContents, ExportDerivative, ExportItem, ExportSubmission } from '#db/cases/contents.ts';
import { bundleName, exhibitCode } from '#db/cases/numbers.ts';
import type { MetadataRow, ScanRow } from '#db/cases/read-material.ts';
import type { StoredEvent } from '#db/custody/chain.ts';
import {
  BAGIT_TXT,
  PAYLOAD_MANIFEST,
  PAYLOAD_SIGNATURE,
  SIGNING_KEY,
  TAG_MANIFEST,
  TAG_SIGNATURE,
  formatBagInfo,
  formatManifest,
  payloadOxum,
} from './bag-text.ts';
import { custodyLine } from './custody-lines.ts';
import { BUNDLE_FORMAT, describeExceptions, describeItems, describeScans, describeTools, formatJson, hasWords } from './describe.ts';
import { derivativePath, nativePath, reportPath, slipSheetPath, toolOutputPath, wordsPath } from './names.ts';
import { startHere } from './pdf/start-here.ts';
import { typesetStartHere } from './pdf/typeset.ts';
import { verifyText } from './verify-text.ts';
import { fileText, reportText, slipSheet } from './words.ts';
import { zipLength } from './zip-format.ts';
import { ContentDiffers, measureSource, type Measured, type ZipEntry } from './zip.ts';

export type ByteStream = AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;
export type BundleSources = {
  original: (item: ExportItem & { original: NonNullable<ExportItem['original']> }) => ByteStream;
  derivative: (derivative: ExportDerivative) => ByteStream;
  answers: (submission: ExportSubmission) => Promise<unknown>;
  /** Without the output itself, which `rawMetadata` gives one by one. */
  metadata: (ids: readonly string[]) => Promise<MetadataRow[]>;
  rawMetadata: (id: string) => Promise<string>;
  scans: (ids: readonly string[]) => Promise<ScanRow[]>;
  chain: (subject: { kind: 'case' | 'submission'; id: string }, throughSeq: number) => AsyncIterable<StoredEvent>;
};
export type BundleSigner = { publicKeyPem: string; fingerprint: string; sign: (bytes: Uint8Array) => Uint8Array };
export type PlannedBundle = {
  name: string;
  entries: ZipEntry[];
  /** The archive's bytes. */
  length: number;
  manifestSha256: Buffer;
};

type PlannedFile = Measured & { path: string; open: () => ByteStream };

/** Plans the whole bundle. Throws ContentDiffers when a viewing copy is no longer the recorded one, and whatever the sources throw. */
export async function planBundle(
  contents: ExportContents,
  requestedAt: Date,
  sources: BundleSources,
  signer: BundleSigner,
): Promise<PlannedBundle> {
  const name = bundleName(contents.case.number, contents.number);
  const metadata = await sources.metadata(contents.items.flatMap((item) => item.metadata));
  const scans = await sources.scans(contents.items.flatMap((item) => item.scans));
  const exceptions = describeExceptions(contents);

  const beside = await planPayload(contents, sources);
  const document = startHere(contents, {
    folder: name,
    requestedAt,
    beside: { files: beside.length, bytes: beside.reduce((sum, file) => sum + file.size, 0) },
    exceptions,
    fingerprint: signer.fingerprint,
  });
  const payload = [await fromBytes('data/00_START_HERE.pdf', await typesetStartHere(document, requestedAt)), ...beside];

  const manifest = await fromText(PAYLOAD_MANIFEST, manifestOf(payload));
  const outputs = await planOutputs(contents, metadata, sources);
  const paths = new Map(outputs.map(({ id, file }) => [id, file.path]));
  const tags = [
    await fromText('bagit.txt', BAGIT_TXT),
    await fromText('bag-info.txt', bagInfo(contents, name, requestedAt, payload)),
    await fromText('VERIFY.txt', verifyText(name)),
    manifest,
    await fromText('metadata/items.json', formatJson(describeItems(contents, metadata, paths))),
    await measured('metadata/custody.jsonl', () => custodyLines(contents, sources)),
    await fromText('metadata/tools.json', formatJson(describeTools(contents, metadata, scans))),
    await fromText('metadata/exceptions.json', formatJson({ format: BUNDLE_FORMAT, ...exceptions })),
    ...outputs.map(({ file }) => file),
    ...(await planScans(contents, scans)),
    await fromBytes(PAYLOAD_SIGNATURE, signer.sign(Buffer.from(manifestOf(payload)))),
    await fromText(SIGNING_KEY, signer.publicKeyPem),
  ];
  const tagManifest = await fromText(TAG_MANIFEST, manifestOf(tags));
  const tagSignature = await fromBytes(TAG_SIGNATURE, signer.sign(Buffer.from(manifestOf(tags))));

  const entries = [...tags, tagManifest, tagSignature, ...payload].map(({ path, ...file }): ZipEntry => ({
    ...file,
    name: `${name}/${path}`,
  }));
  return { name, entries, length: zipLength(entries), manifestSha256: manifest.sha256 };
}

async function planPayload(contents: ExportContents, sources: BundleSources): Promise<PlannedFile[]> {
  const natives: PlannedFile[] = [];
  const viewing: PlannedFile[] = [];
  const texts: PlannedFile[] = [];
  for (const item of contents.items) {
    if (item.excluded === 'restricted') natives.push(await fromText(slipSheetPath(item.exhibit), slipSheet(item, contents)));
    if (hasWords(item)) texts.push(await fromText(wordsPath(item.exhibit), fileText(item)));
    const { original, sha256 } = item;
    if (item.excluded !== null || original === null || sha256 === null) continue;
    natives.push({
      path: nativePath(item.exhibit, item.type),
      size: item.size,
      crc32: original.crc32,
      sha256: Buffer.from(sha256, 'hex'),
      open: () => sources.original({ ...item, original }),
    });
    for (const derivative of item.derivatives) {
      const file = await measured(derivativePath(item.exhibit, derivative), () => sources.derivative(derivative));
      const found = file.sha256.toString('hex');
      if (found !== derivative.sha256) throw new ContentDiffers(file.path, `SHA-256 ${derivative.sha256}`, `SHA-256 ${found}`);
      (derivative.kind === 'text' ? texts : viewing).push(file);
    }
  }
  for (const submission of contents.submissions) {
    texts.push(await fromText(reportPath(submission.reference), reportText(submission, await sources.answers(submission))));
  }
  return [...natives, ...viewing, ...texts];
}

async function planOutputs(
  contents: ExportContents,
  metadata: readonly MetadataRow[],
  sources: BundleSources,
): Promise<{ id: string; file: PlannedFile }[]> {
  const exhibits = new Map(contents.items.map((item) => [item.fileId, item.exhibit]));
  const counts = new Map<string, number>();
  const outputs: { id: string; file: PlannedFile }[] = [];
  for (const { id, fileId, tool } of metadata) {
    const exhibit = exhibits.get(fileId) ?? 0;
    const nth = counts.get(`${tool} ${exhibit}`) ?? 0;
    counts.set(`${tool} ${exhibit}`, nth + 1);
    const raw = await sources.rawMetadata(id);
    const path = toolOutputPath(tool, exhibit, nth, isJson(raw));
    outputs.push({ id, file: { ...(await fromText(path, raw)), open: async () => once(Buffer.from(await sources.rawMetadata(id))) } });
  }
  return outputs;
}

async function planScans(contents: ExportContents, scans: readonly ScanRow[]): Promise<PlannedFile[]> {
  const files: PlannedFile[] = [];
  for (const { fileId, exhibit } of contents.items) {
    const own = scans.filter((scan) => scan.fileId === fileId);
    if (own.length > 0) files.push(await fromText(`metadata/av/${exhibitCode(exhibit)}.json`, formatJson(describeScans(own))));
  }
  return files;
}

async function* custodyLines(contents: ExportContents, sources: BundleSources): AsyncGenerator<Uint8Array> {
  const subjects = [
    { kind: 'case' as const, id: contents.case.id, seq: contents.case.chain.seq },
    ...contents.submissions.map(({ id, chain }) => ({ kind: 'submission' as const, id, seq: chain.seq })),
  ];
  for (const { seq, ...subject } of subjects) {
    const openItems = itemsToTellOf(contents, subject.id);
    for await (const event of sources.chain(subject, seq)) yield Buffer.from(custodyLine(event, contents.exportId, openItems));
  }
}

function itemsToTellOf(contents: ExportContents, submissionId: string): ReadonlySet<string> | null {
  const items = contents.items.filter((item) => item.submissionId === submissionId);
  return items.some(({ excluded }) => excluded === 'restricted')
    ? new Set(items.filter(({ excluded }) => excluded !== 'restricted').map(({ fileId }) => fileId))
    : null;
}

function bagInfo(contents: ExportContents, name: string, requestedAt: Date, payload: readonly PlannedFile[]): string {
  return formatBagInfo([
    ['Source-Organization', contents.office],
    ['External-Identifier', name],
    ['Internal-Sender-Identifier', contents.exportId],
    ['Internal-Sender-Description', `Case bundle ${name}; the witnesses' identity is withheld`],
    ['Bagging-Date', requestedAt.toISOString().slice(0, 10)],
    ['Bag-Software-Agent', BUNDLE_FORMAT],
    ['Payload-Oxum', payloadOxum(payload)],
  ]);
}

const manifestOf = (files: readonly PlannedFile[]): string =>
  formatManifest(files.map(({ path, sha256 }) => ({ path, sha256: sha256.toString('hex') })));

async function measured(path: string, open: () => ByteStream): Promise<PlannedFile> {
  return { path, open, ...(await measureSource(await open())) };
}

function fromBytes(path: string, bytes: Uint8Array): Promise<PlannedFile> {
  return measured(path, () => once(bytes));
}

const fromText = (path: string, text: string): Promise<PlannedFile> => fromBytes(path, Buffer.from(text));

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
