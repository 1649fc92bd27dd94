/** Why a media stage ended without a result, as a reviewer reads it. Sentences of ours, never text from a file or a tool. */
export const reasons = {
  restricted: 'restricted',
  unsupported: 'no viewing copy is made of this kind of file yet',
  soundOnly: 'no viewing copy is made of sound yet',
  verdict: 'the scan’s verdict allows no viewing copies',
  fingerprintsLater: 'fingerprints are not built yet',
  noSandbox: 'no sandbox works on this machine, and nothing is read without one',
  integrity: 'the stored bytes are not the ones that were recorded when the file was received',
  toolFailed: 'the tool could not read the file',
  toolTimedOut: 'the tool took too long',
  toolOverBound: 'the tool was stopped at its limits',
  noPicture: 'the file holds no picture that could be shown',
} as const;
