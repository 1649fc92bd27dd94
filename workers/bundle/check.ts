/**
 * Checks a bundle from its bytes alone: no database, no network, nothing of the portal but this code. Every check that fails is a plain sentence; a bundle
 * passes only when there is none. What cannot be known offline, whose key it is, is said and never assumed.
 *
 * Pure but for hashing: reads through a ByteSource, so that a file, a buffer or a range of a store can be checked.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  BAGIT_TXT,
  PAYLOAD_MANIFEST,
  SIGNING_KEY,
  TAG_MANIFEST,
  TAG_SIGNATURE,
  PAYLOAD_SIGNATURE,
  parseManifest,
  payloadOxum,
  readBagInfo,
} from './bag-text.ts';
import { CUSTODY_FILE, checkCustody } from './check-custody.ts';
import { ITEMS_FILE, checkItems, parseItems, type ItemsFile } from './check-items.ts';
import { readKey, type PublicKey } from './check-key.ts';
import { visibleText } from './names.ts';
import { NotOurArchive, readArchive, readMember, type ByteSource, type ReadMember } from './zip-reader.ts';

export type CheckReport = {
  /** The bundle's folder, once it is known. */
  name: string | null;
  /** What was found wrong; empty: nothing. */
  problems: string[];
  /** What was checked and found in order. */
  passed: string[];
  /** SHA-256 of the key in the bundle, in hex; null where there is none. */
  fingerprint: string | null;
  /** `unconfirmed`: no fingerprint from another channel was given. */
  key: 'confirmed' | 'unconfirmed' | 'differs';
};

/** A bundle's file as read: path below the top folder, hash of its bytes. */
export type SeenFile = { path: string; size: number; sha256: string; member: ReadMember };
export type Seen = { files: ReadonlyMap<string, SeenFile>; read: (path: string) => AsyncIterable<Uint8Array> };

/** Texts that are read whole; the custody log and payload are not among them. */
const LARGEST_TEXT = 256 * 2 ** 20;

/** Runs all checks. `fingerprint` is what the office said another way: 64 hex digits, spaces and case do not matter. Throws only what `source.read` throws. */
export async function checkBundle(source: ByteSource, options: { fingerprint?: string | undefined } = {}): Promise<CheckReport> {
  const report = await runChecks(source, options);
  // Sentences quote the bundle. Whoever made it must not move the cursor of a terminal and write our conclusion for us.
  return { ...report, problems: report.problems.map((line) => visibleText(line)) };
}

async function runChecks(source: ByteSource, options: { fingerprint?: string | undefined }): Promise<CheckReport> {
  const report: CheckReport = { name: null, problems: [], passed: [], fingerprint: null, key: 'unconfirmed' };
  let members: ReadMember[];
  try {
    members = await readArchive(source);
  } catch (error) {
    if (!(error instanceof NotOurArchive)) throw error;
    report.problems.push(`This is not a whole and unaltered bundle: ${error.message}.`);
    return report;
  }
  report.passed.push(`The archive holds ${members.length} files and no other byte.`);
  const top = members[0]?.name.split('/')[0] ?? '';
  report.name = top;
  if (!/^CASE-\d{4}-\d{6,}_EXP-\d{4,}$/.test(top) || members.some(({ name }) => !name.startsWith(`${top}/`))) {
    report.problems.push('Its files do not all lie in one folder named after a case and a bundle.');
    return report;
  }
  const seen = await readFiles(source, members, top, report);
  if (report.problems.length > 0) return report; // damaged: what follows would only repeat it
  report.passed.push('No file is damaged: every CRC-32 is right.');
  await checkBag(seen, report);
  const key = await checkSignatures(seen, report);
  checkFingerprint(key, options.fingerprint, report);
  const items = await checkContents(seen, report);
  if (items) await checkCustody(seen, items, report);
  return report;
}

async function readFiles(source: ByteSource, members: readonly ReadMember[], top: string, report: CheckReport): Promise<Seen> {
  const files = new Map<string, SeenFile>();
  for (const member of members) {
    const hash = createHash('sha256');
    let sum = 0;
    for await (const chunk of readMember(source, member)) {
      hash.update(chunk);
      sum = crc32(chunk, sum);
    }
    const path = member.name.slice(top.length + 1);
    if (sum !== member.crc32) report.problems.push(`${path} is damaged: its CRC-32 is wrong.`);
    files.set(path, { path, size: member.size, sha256: hash.digest('hex'), member });
  }
  return {
    files,
    read: (path) => {
      const file = files.get(path);
      if (!file) throw new NotOurArchive(`${path} is missing`);
      return readMember(source, file.member);
    },
  };
}

/** A text file of the bundle, or null (and a problem) where it is missing, too large or not UTF-8. */
async function readText(seen: Seen, path: string, report: CheckReport): Promise<string | null> {
  const file = seen.files.get(path);
  if (!file || file.size > LARGEST_TEXT) {
    report.problems.push(`${path} is ${file ? 'too large' : 'missing'}.`);
    return null;
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of seen.read(path)) chunks.push(chunk);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    report.problems.push(`${path} is not text in UTF-8.`);
    return null;
  }
}

async function checkBag(seen: Seen, report: CheckReport): Promise<void> {
  if ((await readText(seen, 'bagit.txt', report)) !== BAGIT_TXT) report.problems.push('bagit.txt does not declare a BagIt 1.0 bag.');
  const isPayload = (path: string) => path.startsWith('data/');
  await checkManifest(seen, PAYLOAD_MANIFEST, isPayload, report);
  await checkManifest(seen, TAG_MANIFEST, (path) => !isPayload(path) && path !== TAG_MANIFEST && path !== TAG_SIGNATURE, report);
  const info = await readText(seen, 'bag-info.txt', report);
  const oxum = payloadOxum([...seen.files.values()].filter(({ path }) => isPayload(path)));
  if (info !== null && readBagInfo(info, 'Payload-Oxum').join() !== oxum)
    report.problems.push(`bag-info.txt does not give the payload's size and number as ${oxum}.`);
}

/** Both ways: everything listed is there with that hash, and everything there is listed. */
async function checkManifest(seen: Seen, manifest: string, covers: (path: string) => boolean, report: CheckReport): Promise<void> {
  const text = await readText(seen, manifest, report);
  if (text === null) return;
  const lines = parseManifest(text);
  if (!(lines instanceof Map)) {
    report.problems.push(`Line ${lines.badLine} of ${manifest} cannot be read.`);
    return;
  }
  const before = report.problems.length;
  for (const [path, sha256] of lines) {
    const file = seen.files.get(path);
    if (!file || !covers(path)) report.problems.push(`${path} stands in ${manifest} and is not there.`);
    else if (file.sha256 !== sha256) report.problems.push(`${path} is not the file that ${manifest} names: its SHA-256 differs.`);
  }
  for (const { path } of seen.files.values()) {
    if (covers(path) && !lines.has(path)) report.problems.push(`${path} was added: it does not stand in ${manifest}.`);
  }
  if (report.problems.length === before) report.passed.push(`${manifest}: all ${lines.size} files are there, unchanged, and no other.`);
}

async function checkSignatures(seen: Seen, report: CheckReport): Promise<PublicKey | null> {
  const pem = await readText(seen, SIGNING_KEY, report);
  const key = pem === null ? null : readKey(pem);
  if (!key) {
    report.problems.push(`${SIGNING_KEY} is not an Ed25519 public key.`);
    return null;
  }
  report.fingerprint = key.fingerprint;
  for (const [manifest, signature] of [[PAYLOAD_MANIFEST, PAYLOAD_SIGNATURE] as const, [TAG_MANIFEST, TAG_SIGNATURE] as const]) {
    const isSigned = key.signed(await readBytes(seen, manifest), await readBytes(seen, signature));
    if (isSigned) report.passed.push(`${manifest} is signed by the key in the bundle.`);
    else report.problems.push(`The signature of ${manifest} is not by the key in the bundle.`);
  }
  return key;
}

async function readBytes(seen: Seen, path: string): Promise<Buffer> {
  if ((seen.files.get(path)?.size ?? Infinity) > LARGEST_TEXT) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  for await (const chunk of seen.read(path)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function checkFingerprint(key: PublicKey | null, expected: string | undefined, report: CheckReport): void {
  if (expected === undefined) return;
  report.key = key !== null && expected.replaceAll(/[\s:]/g, '').toLowerCase() === key.fingerprint ? 'confirmed' : 'differs';
  if (report.key === 'differs') report.problems.push('The key in the bundle is not the one whose fingerprint was given.');
}

async function checkContents(seen: Seen, report: CheckReport): Promise<ItemsFile | null> {
  const text = await readText(seen, ITEMS_FILE, report);
  const items = text === null ? null : parseItems(text);
  if (items === null) {
    report.problems.push(`${ITEMS_FILE} cannot be read.`);
    return null;
  }
  if (!seen.files.has(CUSTODY_FILE)) {
    report.problems.push(`${CUSTODY_FILE} is missing.`);
    return null;
  }
  checkItems(seen, items, report);
  return items;
}
