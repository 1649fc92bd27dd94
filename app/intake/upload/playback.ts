/**
 * Plays a recording from memory, decoded by the browser. Not an `<audio>` element: it would need an address of the recording, and the page's policy lets none be played.
 * Decoded at telephone quality, which is enough to hear what was said and small enough for an old phone.
 */
export type Playback = { stop(): void };

/** Resolves once it plays; `onEnd` is called at the end, not after `stop`. Rejects where the browser cannot decode what it has recorded. */
export async function play(recording: Blob, onEnd: () => void): Promise<Playback> {
  const context = new AudioContext({ sampleRate: 16_000 });
  try {
    const source = context.createBufferSource();
    source.buffer = await context.decodeAudioData(await recording.arrayBuffer());
    source.connect(context.destination);
    source.onended = () => {
      void context.close();
      onEnd();
    };
    await context.resume();
    source.start();
    return {
      stop() {
        source.onended = null;
        void context.close();
      },
    };
  } catch (error) {
    await context.close();
    throw error;
  }
}
