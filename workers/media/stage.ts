/** The shape every media stage has, so that the job can run them in turn without knowing them. */
import type { Transaction } from '#db/connect.ts';
import type { MediaFile, StageEnd } from '#db/media/stages.ts';
import type { StageBeat } from '#workers/media/beat.ts';
import type { MediaContext } from '#workers/media/context.ts';

/** What a stage is given. `source` is a path of verified bytes; `folder` a private one beside it for what lies in between. */
export type StageInput = { file: MediaFile; source: string; folder: string; beat: StageBeat };

/** What a stage answers: how it ended, what to write with it, and what to undo should it have lost its row. */
export type StageAnswer = { end: StageEnd; results?: (tx: Transaction) => Promise<void>; undo?: () => Promise<void> };

export type Stage = {
  /** Ends the stage without the bytes, where it can: nothing is read from the store for a stage that will be skipped. */
  early(context: MediaContext, file: MediaFile): StageEnd | null;
  run(context: MediaContext, input: StageInput): Promise<StageAnswer>;
};
