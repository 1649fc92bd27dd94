import { reasons } from '#db/media/reasons.ts';
import type { Stage } from '#workers/media/stage.ts';

/** Perceptual fingerprints come later; until then the stage says so, and exact copies are found by their SHA-256 (assess). */
export const fingerprintStage: Stage = {
  early: () => ({ state: 'skipped', reason: reasons.fingerprintsLater }),
  run: async () => ({ end: { state: 'skipped', reason: reasons.fingerprintsLater } }),
};
