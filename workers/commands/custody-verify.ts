/**
 * `npm run custody:verify [-- --key FILE]`: checks every custody chain, the heads and the checkpoints, prints what was found as one JSON line, and
 * appends the result to the office's own chain. Exit 0: all intact. Exit 1: something is broken, the first bad seq of each subject is printed.
 * FILE is the office's public signing key; without it the key beside SIGNING_KEY_FILE is used; without either, signatures go unchecked and it says so.
 */
import { parseArgs } from 'node:util';
import { connect } from '#db/connect.ts';
import { appendCustody } from '#db/custody/append.ts';
import { defects } from '#db/custody/chain.ts';
import { openCheckpoint } from '#db/custody/note.ts';
import { officeSubject } from '#db/custody/office.ts';
import { verifyRecord } from '#db/custody/verify-record.ts';
import type { RecordReport } from '#db/custody/verify-record.ts';
import { readEnvironment } from '#infra/environment/environment.ts';
import { isSignature, loadSigningKey, loadSigningPublicKey } from '#infra/vault/signing.ts';

const { values } = parseArgs({ options: { key: { type: 'string' } } });
const environment = readEnvironment('command');
const publicKey = await readPublicKey();
const sql = connect(environment.DATABASE_URL, { name: 'custody-verify', max: 1 });
try {
  const report = await verifyRecord(sql, publicKey ? (note) => openCheckpoint(note, publicKey, isSignature) !== null : undefined);
  await sql.begin((tx) =>
    appendCustody(tx, {
      subject: officeSubject,
      actor: 'service:records',
      role: 'records',
      action: report.intact ? 'custody.verified' : 'custody.broken',
      payload: {
        ...report,
        broken: report.broken.slice(0, 100),
        leafDefects: report.leafDefects.slice(0, 100),
        signaturesChecked: publicKey !== null,
      },
    }),
  );
  print(report);
  process.exitCode = report.intact ? 0 : 1;
} finally {
  await sql.end({ timeout: 5 });
}

async function readPublicKey(): Promise<Uint8Array | null> {
  if (values.key !== undefined) return (await loadSigningPublicKey(values.key)).publicKey;
  if (environment.SIGNING_KEY_FILE !== undefined) return (await loadSigningKey(environment.SIGNING_KEY_FILE, environment.MODE)).publicKey;
  return null;
}

function print(report: RecordReport): void {
  for (const one of report.broken) process.stderr.write(`${one.subject} is broken at seq ${one.seq}: ${defects[one.defect]}\n`);
  for (const one of report.leafDefects)
    process.stderr.write(`${one.subject} differs at seq ${one.seq} from a signed checkpoint: ${one.why}\n`);
  for (const one of report.checkpointDefects)
    process.stderr.write(`the checkpoint of ${one.treeSize} leaves does not check out: ${one.why}\n`);
  if (publicKey === null) process.stderr.write('signatures were not checked: give --key FILE or SIGNING_KEY_FILE\n');
  const { intact, subjects, events, erasedPayloads, brokenSubjects, checkpoints, leaves } = report;
  process.stdout.write(
    `${JSON.stringify({ msg: 'custody checked', intact, subjects, events, erasedPayloads, brokenSubjects, checkpoints, leaves, signaturesChecked: publicKey !== null })}\n`,
  );
}
