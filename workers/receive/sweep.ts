/**
 * The sweep: what lies in the store against what the record says, in both directions, page by page. Whatever it would end or delete was seen twice, its rest apart.
 *
 * A byte that anybody was told is kept has a row: the row comes before the upload (`intake_open_upload`), the version comes into the row before the witness hears "stored",
 * and a row that names a version is never removed. But that holds for this record and this store. After a restore from a backup the rows of what came since are missing, and
 * with another database, bucket or prefix all of them: then what has no row may be all that is left of a report. So versions rest for longer than anybody needs to notice,
 * and where there is much of anything nothing is done until a person agrees. Deleting is done in quarantine alone; in the originals, whose key in force cannot delete, it is
 * told to people.
 */
import { setTimeout as wait } from 'node:timers/promises';
import {
  forgetSighting,
  forgetUploads,
  readBudget,
  readMarker,
  readMeasure,
  recountBytes,
  rowsWithoutEntry,
  sight,
  uploadsWithoutRow,
  versionsWithoutRow,
  whileSweepingAlone,
  writeMarker,
  type Entry,
  type Kind,
  type Range,
  type SweptBucket,
} from '#db/receive/sweep.ts';
import { giveUpUpload, orphansDeleted, reportMissing } from '#db/receive/sweep-events.ts';
import { abortMultipart, findVersions } from '#infra/store/multipart.ts';
import { deleteVersion } from '#infra/store/objects.ts';
import { readUploadsPage, readVersionsPage, type Page } from '#infra/store/pages.ts';
import type { ReceiveContext } from '#workers/receive/context.ts';

const hour = 3600;
const day = 24 * hour;

export type Pace = {
  /** Between the first sighting and what is done. */
  restSeconds: Record<Kind, number>;
  /** Of one listing in one round; a longer one goes on in the next. */
  pages: number;
  pageSize: number;
};
export const usualPace: Pace = {
  restSeconds: {
    /** So that a wrong record is noticed before witnesses must begin their uploads again; after a restore an unfinished upload may have parts that a witness was told are stored. */
    upload: day,
    /** Longer than backups are usually kept, and than people are away: what is deleted here does not come back. */
    version: 30 * day,
    gone: day,
    /** Told, not acted upon. */
    missing: hour,
  },
  pages: 20,
  pageSize: 1000,
};
/** Of one kind, this many or this share of what the store lists, whichever is more, drift apart by themselves. More of it means that store and record do not belong together. */
const usual = { count: 50, share: 0.01 };
/** A store that answers slowly is left alone for this round. Milliseconds. */
const longestRound = 10 * 60_000;
/** Above this share of the budget every round warns. */
const nearlyFull = 0.8;
/** Keys of what nobody may delete, in one round's log: enough to look at, however much there is. */
const mostNamed = 20;

/** What one round did; each is a count of the log line and of the metrics. */
export type Swept = {
  /** Seen and left for now. */
  sighted: number;
  /** Unfinished uploads ended. */
  aborted: number;
  /** Versions deleted from quarantine. */
  deleted: number;
  /** Rows given up whose upload the store no longer had. */
  abandoned: number;
  /** Rows removed. */
  forgotten: number;
  /** Objects in the originals without a row. */
  strangers: number;
  /** Files whose bytes are not in the store. */
  missing: number;
};

type Walk = { name: string; bucket: SweptBucket; of: 'uploads' | 'versions' };
const walks: readonly Walk[] = [
  { name: 'quarantine.uploads', bucket: 'quarantine', of: 'uploads' },
  { name: 'quarantine.versions', bucket: 'quarantine', of: 'versions' },
  { name: 'originals.uploads', bucket: 'originals', of: 'uploads' },
  { name: 'originals.versions', bucket: 'originals', of: 'versions' },
];

type Round = { context: ReceiveContext; pace: Pace; swept: Swept; signal: AbortSignal; held: Set<string> };

/** One round, and its result in the log. Null where another process is at it. Throws what the store or the record throws; what was done by then stays done. */
export async function sweep(context: ReceiveContext, pace: Pace = usualPace): Promise<Swept | null> {
  const { sql, log, metrics } = context;
  const swept = { sighted: 0, aborted: 0, deleted: 0, abandoned: 0, forgotten: 0, strangers: 0, missing: 0 };
  const signal = AbortSignal.any([context.stopping, AbortSignal.timeout(longestRound)]);
  const since = performance.now();
  const tell = (outcome: 'ended' | 'broken'): void => {
    for (const [what, count] of Object.entries(swept)) metrics.count('swept', { what }, count);
    log.info({ loop: 'sweep', outcome, ms: Math.round(performance.now() - since), ...swept }, 'swept');
  };
  try {
    const done = await whileSweepingAlone(sql, async () => {
      await watchBudget(context);
      swept.forgotten = await forgetUploads(sql);
      const held = new Set<string>();
      for (const walk of walks) await walkOn({ context, pace, swept, signal, held }, walk);
      const drift = await recountBytes(sql);
      if (drift) log.error({ loop: 'sweep', bytes: drift }, 'bytes were counted wrongly');
      return swept;
    });
    if (done !== null) tell('ended');
    return done;
  } catch (error) {
    tell('broken');
    throw error;
  }
}

/** Goes on where the last round stopped. The marker is written after each page, so that a round that breaks off loses one page. */
async function walkOn(round: Round, { name, bucket, of }: Walk): Promise<void> {
  const { context, pace, signal } = round;
  const { sql, store } = context;
  const readPage = of === 'uploads' ? readUploadsPage : readVersionsPage;
  let marker = await readMarker(sql, name);
  for (let page = 0; page < pace.pages && !signal.aborted; page++) {
    const read = await readPage(store, bucket, { marker, limit: pace.pageSize });
    const range = { after: marker?.key ?? null, upTo: read.next?.key ?? null };
    if (of === 'uploads') await sweepUploads(round, bucket, read, range);
    else await sweepVersions(round, bucket, read, range);
    await writeMarker(sql, name, read.next, read.entries.length);
    marker = read.next;
    if (marker === null) return;
    await wait(0); // other work of this process goes first
  }
}

/** What of the found may be acted upon now: nothing, where there is more of it than comes by itself and nobody agreed. The number is of the whole bucket, not of this page. */
async function due(round: Round, kind: Kind, bucket: SweptBucket, found: readonly Entry[], range: Range): Promise<Entry[]> {
  const { context, pace, swept, held } = round;
  const restSeconds = bucket === 'originals' && kind === 'version' ? hour : pace.restSeconds[kind]; // told, not deleted
  const twice = await sight(context.sql, kind, bucket, { found, range, restSeconds });
  const { seen, listed, agreed } = await readMeasure(context.sql, kind, bucket);
  const most = Math.max(usual.count, Math.floor(listed * usual.share), agreed);
  const isHeld = seen > most;
  context.metrics.set('sweep_held', isHeld ? seen : 0, { bucket, kind });
  swept.sighted += found.length - (isHeld ? 0 : twice.length);
  if (!isHeld) return twice;
  if (!held.has(`${bucket} ${kind}`))
    context.log.error({ loop: 'sweep', bucket, kind, count: seen, total: listed }, 'do the store and the record belong together?');
  held.add(`${bucket} ${kind}`);
  return [];
}

async function sweepUploads(round: Round, bucket: SweptBucket, { entries }: Page, range: Range): Promise<void> {
  const { context, swept } = round;
  const { sql, store } = context;
  const found = await uploadsWithoutRow(sql, bucket, entries);
  const twice = await due(round, 'upload', bucket, found, range);
  for (const orphan of twice) {
    await abortMultipart(store, { bucket, key: orphan.key, uploadId: orphan.id });
    await forgetSighting(sql, 'upload', bucket, orphan);
    swept.aborted += 1;
  }
  if (bucket === 'quarantine') await sweepGone(round, entries, range);
}

/** Rows of unfinished uploads that the store ended by its own rule, or an administrator did: the page would offer to resume them for ever. */
async function sweepGone(round: Round, entries: readonly Entry[], range: Range): Promise<void> {
  const { context, swept } = round;
  const { sql, store } = context;
  const suspects = await rowsWithoutEntry(sql, 'gone', 'quarantine', { entries, range });
  const found = await only(suspects, async ({ key, id }) => {
    const still = await readUploadsPage(store, 'quarantine', { marker: null, limit: 100, prefix: key });
    if (still.entries.some((entry) => entry.key === key && entry.id === id)) return false;
    return (await findVersions(store, 'quarantine', key)).length === 0; // else it was completed, and its browser may yet come back to say so
  });
  const twice = await due(round, 'gone', 'quarantine', found, range);
  for (const gone of twice) {
    if (await giveUpUpload(sql, gone)) swept.abandoned += 1;
    await forgetSighting(sql, 'gone', 'quarantine', gone);
  }
}

async function sweepVersions(round: Round, bucket: SweptBucket, { entries }: Page, range: Range): Promise<void> {
  const { context, swept } = round;
  const { sql, store, log } = context;
  const found = await versionsWithoutRow(sql, bucket, entries);
  const twice = await due(round, 'version', bucket, found, range);
  if (bucket === 'quarantine') {
    for (const { key, id } of twice) await deleteVersion(store, { bucket, key, versionId: id });
    const sizes = new Map(entries.map(({ key, id, size }) => [`${key} ${id}`, size]));
    await orphansDeleted(
      sql,
      twice.map(({ key, id }) => ({ key, id, size: sizes.get(`${key} ${id}`) ?? 0 })),
    );
    for (const orphan of twice) await forgetSighting(sql, 'version', bucket, orphan);
    swept.deleted += twice.length;
  } else {
    for (const { key } of twice.slice(0, Math.max(0, mostNamed - swept.strangers)))
      log.warn({ loop: 'sweep', bucket, object: key }, 'object without a row');
    swept.strangers += twice.length;
  }
  await sweepMissing(round, bucket, entries, range);
}

/** Bytes that the record says are in the store and that are not: the worst that can be found, told in every walk until they are back. */
async function sweepMissing(round: Round, bucket: SweptBucket, entries: readonly Entry[], range: Range): Promise<void> {
  const { context, swept } = round;
  const { sql, store, log } = context;
  const suspects = await rowsWithoutEntry(sql, 'missing', bucket, { entries, range });
  const found = await only(
    suspects,
    async ({ key, id }) => !(await findVersions(store, bucket, key)).some(({ versionId }) => versionId === id),
  );
  const twice = await due(round, 'missing', bucket, found, range);
  for (const entry of twice) {
    const missing = await reportMissing(sql, bucket, entry);
    if (missing === null) continue;
    log.error({ loop: 'sweep', bucket, submission: missing.submissionId, upload: missing.upload, file: missing.file }, 'bytes are missing');
    swept.missing += 1;
  }
}

async function watchBudget({ sql, log, metrics }: ReceiveContext): Promise<void> {
  const { bytes, budget } = await readBudget(sql);
  metrics.set('store_bytes', bytes);
  metrics.set('store_budget_bytes', budget);
  if (bytes >= budget * nearlyFull) log.warn({ loop: 'sweep', bytes, budget }, 'the store is nearly full');
}

async function only(entries: readonly Entry[], holds: (entry: Entry) => Promise<boolean>): Promise<Entry[]> {
  const kept: Entry[] = [];
  for (const entry of entries) if (await holds(entry)) kept.push(entry);
  return kept;
}
