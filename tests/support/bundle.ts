/** A small bundle made in memory: contents, sources and a key as the record and the store would give them. For tests of the bundle that need no servers. */
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ExportContents, ExportItem } from '#db/cases/contents.ts';
import { canonicalise } from '#db/custody/canonical.ts';
import { zeroHash, type StoredEvent } from '#db/custody/chain.ts';
import { fingerprint, publicKeyPem, signBytes } from '#infra/vault/signing.ts';
import type { BundleSigner, BundleSources } from '#workers/bundle/plan.ts';
import { planBundle } from '#workers/bundle/plan.ts';
import { writeZip } from '#workers/bundle/zip.ts';
import type { ByteSource } from '#workers/bundle/zip-reader.ts';

export type MadeFile = { name: string; bytes: Uint8Array; type?: string | null } & Partial<
  Pick<ExportItem, 'verdict' | 'excluded' | 'caption'>
>;
export type MadeBundle = { contents: ExportContents; sources: BundleSources; signer: BundleSigner; requestedAt: Date };

/** Given files of one submission, the contents and sources of an export of them. Ids are fresh at each call, and stay the same for what it returns. */
export function makeBundle(
  files: readonly MadeFile[],
  answers: unknown = { what: { narrative: 'Two officers without badges.' } },
): MadeBundle {
  const [caseId, submissionId, exportId, staff] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const bytesOf = new Map<string, Uint8Array>();
  const rawOf = new Map<string, string>();
  const items = files.map((file, index) => makeItem(file, index + 1, submissionId, bytesOf, rawOf));
  const actor = `account:${staff}`;
  const submissionChain = makeChain(`submission:${submissionId}`, [
    { actor: 'witness', action: 'submission.received', payload: { reference: 'EX-7K3M-9QXT' } },
    ...items.flatMap((item) =>
      item.sha256 === null
        ? []
        : [{ actor: 'service:receive', action: 'file.received', item: item.fileId, payload: { sha256: item.sha256 } }],
    ),
    { actor, action: 'submission.decided', payload: { note: 'Reviewer’s own opinion.' } },
    { actor, action: 'export.requested', item: exportId, payload: { export: exportId, recipient: 'District Attorney' } },
  ]);
  const caseChain = makeChain(`case:${caseId}`, [
    { actor, action: 'case.opened', payload: { number: 'CASE-2026-000123' } },
    { actor, action: 'export.requested', item: exportId, payload: { export: exportId, recipient: 'District Attorney' } },
  ]);
  const cutOff = (chain: readonly StoredEvent[]) => ({ seq: chain.length, hash: chain.at(-1)?.hash ?? zeroHash });
  const contents: ExportContents = {
    v: 1,
    exportId,
    number: 7,
    case: { id: caseId, number: 'CASE-2026-000123', title: 'Stop at the corner', chain: cutOff(caseChain) },
    office: 'Office of the Attorney General',
    timeZone: 'America/New_York',
    requestedBy: { id: staff, name: 'P. Rosecutor' },
    recipient: 'District Attorney',
    authority: '',
    submissions: [
      {
        id: submissionId,
        reference: 'EX-7K3M-9QXT',
        receivedAt: '2026-03-01T19:05:09.123Z',
        receivedLocal: '2026-03-01 14:05:09 EST',
        language: 'en',
        state: 'triaged',
        decision: { decision: 'accepted', reason: 'credible', at: '2026-03-02T10:00:00.000Z' },
        answersVersion: 1,
        identity: 'withheld',
        chain: cutOff(submissionChain),
      },
    ],
    items,
    withheldSubmissions: [],
    withheldExhibits: [],
  };
  return {
    contents,
    requestedAt: new Date('2026-03-03T12:00:00.000Z'),
    signer: makeSigner(),
    sources: makeSources({ bytesOf, rawOf, items, answers, chains: { case: caseChain, submission: submissionChain } }),
  };
}

/** The archive's bytes. */
export async function buildArchive({ contents, requestedAt, sources, signer }: MadeBundle): Promise<Buffer> {
  const plan = await planBundle(contents, requestedAt, sources, signer);
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeZip(plan.entries)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A buffer as the verifier reads it. */
export const asSource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: async (offset, length) => {
    if (offset < 0 || offset + length > bytes.length) throw new RangeError('outside of the file');
    return bytes.subarray(offset, offset + length);
  },
});

function makeItem(
  file: MadeFile,
  exhibit: number,
  submissionId: string,
  bytesOf: Map<string, Uint8Array>,
  rawOf: Map<string, string>,
): ExportItem {
  const fileId = randomUUID();
  const excluded = file.excluded ?? null;
  const sha256 = hex(file.bytes);
  bytesOf.set(`original ${fileId}`, file.bytes);
  const view = Buffer.from(`thumbnail of ${exhibit}`);
  const [derivativeId, metadataId, scanId] = [randomUUID(), randomUUID(), randomUUID()];
  bytesOf.set(derivativeId, view);
  rawOf.set(metadataId, JSON.stringify([{ SourceFile: `file ${exhibit}` }]));
  return {
    exhibit,
    fileId,
    submissionId,
    ordinal: exhibit,
    name: file.name,
    caption: file.caption ?? '',
    declared: {},
    size: file.bytes.length,
    type: file.type === undefined ? 'image/jpeg' : file.type,
    verdict: file.verdict ?? 'clean',
    sha256,
    sha256Declared: sha256,
    hashSource: 'device',
    decision: null,
    retention: null,
    excluded,
    original: excluded === null ? { key: `original ${fileId}`, versionId: 'v1', crc32: crc32(file.bytes) } : null,
    derivatives:
      excluded === null
        ? [
            {
              id: derivativeId,
              kind: 'thumbnail',
              ordinal: 0,
              key: derivativeId,
              versionId: 'v1',
              type: 'image/jpeg',
              size: view.length,
              sha256: hex(view),
              parentSha256: sha256,
              tool: 'sharp',
              toolVersion: '0.35.5',
              arguments: { width: 320 },
            },
          ]
        : [],
    metadata: excluded === null ? [metadataId] : [],
    scans: [scanId],
  };
}

function makeSources(made: {
  bytesOf: ReadonlyMap<string, Uint8Array>;
  rawOf: ReadonlyMap<string, string>;
  items: readonly ExportItem[];
  answers: unknown;
  chains: { case: readonly StoredEvent[]; submission: readonly StoredEvent[] };
}): BundleSources {
  const at = new Date('2026-03-01T20:00:00.000Z');
  async function* bytes(key: string): AsyncGenerator<Uint8Array> {
    const whole = made.bytesOf.get(key) ?? new Uint8Array();
    for (let offset = 0; offset < whole.length; offset += 1000) yield whole.subarray(offset, offset + 1000);
  }
  const owner = (list: 'metadata' | 'scans', id: string) => made.items.find((item) => item[list].includes(id))?.fileId ?? '';
  return {
    original: ({ original }) => bytes(original.key),
    derivative: ({ key }) => bytes(key),
    answers: async () => made.answers,
    metadata: async (ids) =>
      ids.map((id) => ({ id, fileId: owner('metadata', id), tool: 'exiftool', toolVersion: '13.59', arguments: ['-json'], at })),
    rawMetadata: async (id) => made.rawOf.get(id) ?? '',
    scans: async (ids) =>
      ids.map((id) => ({
        id,
        fileId: owner('scans', id),
        verdict: 'clean',
        engine: 'ClamAV 1.4.3',
        signatures: 'eicar-only',
        signaturesDate: null,
        limits: { maxFileSize: 1 },
        bytesScanned: 1,
        finding: null,
        at,
      })),
    chain: async function* (subject, throughSeq) {
      yield* made.chains[subject.kind].slice(0, throughSeq);
    },
  };
}

function makeSigner(): BundleSigner {
  const { privateKey, publicKey: key } = generateKeyPairSync('ed25519');
  const publicKey = key.export({ type: 'spki', format: 'der' }).subarray(-32);
  return {
    publicKeyPem: publicKeyPem(publicKey),
    fingerprint: fingerprint(publicKey),
    sign: (bytes) => signBytes({ id: 'test', privateKey, publicKey }, bytes),
  };
}

/** A chain as the record writes it, a second between events. */
function makeChain(subject: string, events: readonly { actor: string; action: string; item?: string; payload: unknown }[]): StoredEvent[] {
  let prev = zeroHash;
  return events.map(
    ({ actor, action, item = null, payload }: { actor: string; action: string; item?: string | null; payload: unknown }, index) => {
      const text = canonicalise(payload);
      const salt = createHash('sha256').update(`${subject} ${index}`).digest();
      const digest = createHash('sha256').update(salt).update(text).digest('hex');
      const at = `2026-03-01T19:05:${String(index + 10).padStart(2, '0')}.000Z`;
      const envelope = canonicalise({
        v: 1,
        seq: index + 1,
        subject,
        at,
        actor,
        role: actor.split(':')[0],
        action,
        item,
        reason: null,
        payload: digest,
        prev,
      });
      prev = hex(Buffer.from(envelope));
      return { envelope, hash: prev, payload: text, salt: salt.toString('hex') };
    },
  );
}

const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
