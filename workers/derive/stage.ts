/**
 * Viewing copies: what reviewers look at instead of hostile bytes. Each is decoded and encoded again in the sandbox, carries nothing of the original's metadata,
 * and has its row (key, parent's hash, tool, version, arguments) before its first byte is stored.
 */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasons } from '#db/media/reasons.ts';
import { intendDerivative, storeDerivatives, supersedeDerivatives } from '#db/media/results.ts';
import type { StoredDerivative } from '#db/media/results.ts';
import type { MediaFile } from '#db/media/stages.ts';
import { verdicts } from '#db/vocabularies/verdicts.ts';
import { putObject } from '#infra/store/objects.ts';
import { pictureTypes, renderPictures, takeFrame } from '#workers/derive/pictures.ts';
import type { Picture, WantedPicture } from '#workers/derive/pictures.ts';
import { failpoint } from '#workers/failpoint.ts';
import type { MediaContext } from '#workers/media/context.ts';
import type { Stage, StageAnswer, StageInput } from '#workers/media/stage.ts';
import { demuxerOf, describeEnd } from '#workers/media/tools.ts';

const thumbnail: WantedPicture = { kind: 'thumbnail', edge: 320 };
const view: WantedPicture = { kind: 'view', edge: 2048 };
const poster: WantedPicture = { kind: 'poster', edge: 2048 };

export const deriveStage: Stage = {
  early: (_context, file) => {
    if (verdicts[file.verdict].derivatives === 'none') return { state: 'skipped', reason: reasons.verdict };
    const kind = kindOf(file);
    if (kind === 'audio') return { state: 'skipped', reason: reasons.soundOnly };
    return kind === null ? { state: 'skipped', reason: reasons.unsupported } : null;
  },
  run: async (context, input) => (kindOf(input.file) === 'video' ? showVideo(context, input) : showPicture(context, input)),
};

function kindOf(file: MediaFile): 'picture' | 'video' | 'audio' | null {
  return pictureTypes.has(file.type) ? 'picture' : (demuxerOf(file.type)?.kind ?? null);
}

async function showPicture(context: MediaContext, { file, source, beat }: StageInput): Promise<StageAnswer> {
  const rendered = await renderPictures(context.sandbox, source, [thumbnail, view], beat.signal);
  if (rendered.outcome === 'failed') return { end: { state: 'failed', reason: `pictures: ${describeEnd(rendered.result)}` } };
  return keep(context, file, rendered.pictures, { tool: 'sharp', toolVersion: rendered.toolVersion, arguments: [] });
}

async function showVideo(context: MediaContext, { file, source, folder, beat }: StageInput): Promise<StageAnswer> {
  const demuxer = demuxerOf(file.type)?.demuxer ?? 'mov';
  const frame = await takeFrame(context.sandbox, source, demuxer, beat.signal);
  if (frame.outcome === 'failed') {
    const reason = frame.result.status === 'ok' ? reasons.noPicture : describeEnd(frame.result);
    return { end: { state: 'failed', reason: `poster frame: ${reason}` } };
  }
  beat.percent(75);
  const still = join(folder, 'frame.png'); // as hostile as the video: its decoder wrote it
  await writeFile(still, frame.png, { mode: 0o600 });
  const rendered = await renderPictures(context.sandbox, still, [thumbnail, poster], beat.signal);
  if (rendered.outcome === 'failed') return { end: { state: 'failed', reason: `poster frame: ${describeEnd(rendered.result)}` } };
  return keep(context, file, rendered.pictures, {
    tool: 'ffmpeg, sharp',
    toolVersion: `${frame.toolVersion}, ${rendered.toolVersion}`,
    arguments: frame.arguments,
  });
}

async function keep(
  { sql, store }: MediaContext,
  file: MediaFile,
  pictures: readonly Picture[],
  made: { tool: string; toolVersion: string; arguments: readonly string[] },
): Promise<StageAnswer> {
  const stored: StoredDerivative[] = [];
  for (const picture of pictures) {
    const { kind, type, width, height, bytes } = picture;
    const key = randomUUID();
    const render = ['render', `edge=${picture.edge}`, 'format=webp', 'quality=80', 'upright', 'no-metadata'];
    const id = await intendDerivative(sql, {
      ...made,
      fileId: file.fileId,
      kind,
      key,
      type,
      parentSha256: file.sha256,
      width,
      height,
      arguments: [...made.arguments, ...render],
    });
    failpoint('media.derive.intended');
    const { versionId, sha256 } = await putObject(store, { bucket: 'derivatives', key, body: bytes, contentType: type });
    failpoint('media.derive.stored');
    stored.push({ id, kind, versionId, size: bytes.length, sha256: Buffer.from(sha256, 'hex') });
  }
  return {
    end: {
      state: 'done',
      payload: {
        parent: file.sha256.toString('hex'),
        tool: made.tool,
        toolVersion: made.toolVersion,
        derivatives: stored.map((one) => ({ id: one.id, kind: one.kind, size: one.size, sha256: one.sha256.toString('hex') })),
      },
    },
    results: (tx) => storeDerivatives(tx, file.fileId, stored),
    undo: () => supersedeDerivatives(sql, stored),
  };
}
