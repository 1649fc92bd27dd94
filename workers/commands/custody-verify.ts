/**
 * `npm run custody:verify [-- --key FILE]`: checks every custody chain, the heads and the checkpoints, prints what was found as one JSON line, and
 * appends the result to the office's own chain. Exit 0: all intact. Exit 1: something is broken, the first bad seq of each subject is printed.
 * With the S3 variables of the buckets' owner it also compares the newest copy of a checkpoint in the store with the record.
 * FILE is the office's public signing key; without it the key beside SIGNING_KEY_FILE is used; without either, signatures go unchecked and it says so.
 */
import { parseArgs } from 'node:util';
import { connect, type Sql } from '#db/connect.ts';
import { appendCustody } from '#db/custody/append.ts';
import { defects } from '#db/custody/chain.ts';
import { openCheckpoint } from '#db/custody/note.ts';
import { officeSubject } from '#db/custody/office.ts';
import { verifyRecord } from '#db/custody/verify-record.ts';
import type { RecordReport } from '#db/custody/verify-record.ts';
import { isSignature, loadSigningKey, loadSigningPublicKey } from '#infra/vault/signing.ts';
import { openCommandStore, runCommand, type CommandEnvironment } from '#workers/command-start.ts';
import { compareNewestCopy, type CopyCheck } from '#workers/custody/compare-copies.ts';

/** What the comparison with the copies in the store found, in words; `same` and `none` are good. */
const copies = {
  same: null,
  none: null,
  differs: 'the newest copy of a checkpoint in the store is not the one that the record holds',
  ahead: 'the store holds a checkpoint that the record does not know: the record is older than it was, or was cut',
  behind: 'the newest copy of a checkpoint that the record knows is not in the store',
} as const satisfies Record<CopyCheck, string | null>;

await runCommand(async (environment) => {
  const { values } = parseArgs({ options: { key: { type: 'string' } } });
  const publicKey = await readPublicKey(environment, values.key);
  const sql = connect(environment.DATABASE_URL, { name: 'custody-verify', max: 1 });
  try {
    const copy = await compareCopies(environment, sql);
    const report = await verifyRecord(sql, publicKey ? (note) => openCheckpoint(note, publicKey, isSignature) !== null : undefined);
    const intact = report.intact && (copy === null || copies[copy] === null);
    await sql.begin((tx) =>
      appendCustody(tx, {
        subject: officeSubject,
        actor: 'service:records',
        role: 'records',
        action: intact ? 'custody.verified' : 'custody.broken',
        payload: {
          ...report,
          intact,
          broken: report.broken.slice(0, 100),
          leafDefects: report.leafDefects.slice(0, 100),
          signaturesChecked: publicKey !== null,
          storedCopy: copy,
        },
      }),
    );
    print({ ...report, intact }, { signaturesChecked: publicKey !== null, copy });
    process.exitCode = intact ? 0 : 1;
  } finally {
    await sql.end({ timeout: 5 });
  }
});

/** Null: no credential of the store was given. The store is asked first: a checkpoint closed meanwhile is then in the record, and not only in the store. */
async function compareCopies(environment: CommandEnvironment, sql: Sql): Promise<CopyCheck | null> {
  if (environment.S3_ACCESS_KEY_ID === undefined) return null;
  const store = openCommandStore(environment);
  try {
    return await compareNewestCopy(sql, store);
  } finally {
    store.client.destroy();
  }
}

async function readPublicKey(environment: CommandEnvironment, file: string | undefined): Promise<Uint8Array | null> {
  if (file !== undefined) return (await loadSigningPublicKey(file)).publicKey;
  if (environment.SIGNING_KEY_FILE !== undefined) return (await loadSigningKey(environment.SIGNING_KEY_FILE, environment.MODE)).publicKey;
  return null;
}

function print(report: RecordReport, checked: { signaturesChecked: boolean; copy: CopyCheck | null }): void {
  for (const one of report.broken) process.stderr.write(`${one.subject} is broken at seq ${one.seq}: ${defects[one.defect]}\n`);
  for (const one of report.leafDefects)
    process.stderr.write(`${one.subject} differs at seq ${one.seq} from a signed checkpoint: ${one.why}\n`);
  for (const one of report.checkpointDefects)
    process.stderr.write(`the checkpoint of ${one.treeSize} leaves does not check out: ${one.why}\n`);
  if (checked.copy !== null && copies[checked.copy] !== null) process.stderr.write(`${copies[checked.copy]}\n`);
  if (!checked.signaturesChecked) process.stderr.write('signatures were not checked: give --key FILE or SIGNING_KEY_FILE\n');
  if (checked.copy === null)
    process.stderr.write('the copies in the store were not looked at: give the S3 variables of the buckets’ owner\n');
  const { intact, subjects, events, erasedPayloads, brokenSubjects, checkpoints, leaves } = report;
  process.stdout.write(
    `${JSON.stringify({ msg: 'custody checked', intact, subjects, events, erasedPayloads, brokenSubjects, checkpoints, leaves, signaturesChecked: checked.signaturesChecked, storedCopy: checked.copy ?? 'not looked at' })}\n`,
  );
}
