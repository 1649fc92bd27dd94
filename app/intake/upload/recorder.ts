/** A recording of the witness's voice: in the browser's memory alone, until it is sent or deleted. Knows nothing of the page. */

/** Why there is no recording: permission not given, no microphone, or something else. */
export type Trouble = 'refused' | 'noMicrophone' | 'broken';

export type Recorder = {
  /** Asks for the microphone, then records. Null where it does; else why not. */
  start(): Promise<Trouble | null>;
  pause(): void;
  resume(): void;
  stop(): void;
  /** Of the recording so far, pauses left out. */
  seconds(): number;
};

/** Speech is well understood at this rate, and 15 minutes of it stay below 6 MB. */
const bitsPerSecond = 48_000;
/** What browsers can write; the first that this one can. Each with the ending of its file. */
const kinds = [
  ['audio/webm;codecs=opus', 'webm'],
  ['audio/mp4', 'm4a'],
  ['audio/ogg;codecs=opus', 'ogg'],
] as const;

export function canRecord(): boolean {
  return typeof MediaRecorder === 'function' && navigator.mediaDevices !== undefined;
}

/** `onEnd` gets the recording whenever it ends: by `stop`, or because the microphone went away. */
export function openRecorder(name: string, onEnd: (recording: File) => void): Recorder {
  let recorder: MediaRecorder | undefined;
  let recorded = 0; // milliseconds before the last pause
  let since: number | null = null;
  const elapsed = (): number => recorded + (since === null ? 0 : performance.now() - since);
  const halt = (): void => {
    recorded = elapsed();
    since = null;
  };

  async function start(): Promise<Trouble | null> {
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch (error) {
      const { name: reason } = error as DOMException; // what the standard throws here
      return reason === 'NotAllowedError' || reason === 'SecurityError'
        ? 'refused'
        : reason === 'NotFoundError'
          ? 'noMicrophone'
          : 'broken';
    }
    const letGo = (): void => stream.getTracks().forEach((track) => track.stop());
    try {
      const [type, ending] = kinds.find(([kind]) => MediaRecorder.isTypeSupported(kind)) ?? [undefined, 'bin'];
      recorder = new MediaRecorder(stream, { ...(type ? { mimeType: type } : {}), audioBitsPerSecond: bitsPerSecond });
      const chunks: Blob[] = [];
      recorder.addEventListener('dataavailable', ({ data }) => chunks.push(data));
      recorder.addEventListener('stop', () => {
        halt();
        letGo();
        onEnd(new File(chunks, `${name}.${ending}`, { type: (type ?? 'audio/webm').split(';', 1)[0] ?? '' }));
      });
      recorder.start(1_000);
    } catch {
      letGo();
      return 'broken';
    }
    recorded = 0;
    since = performance.now();
    return null;
  }

  return {
    start,
    pause() {
      recorder?.pause();
      halt();
    },
    resume() {
      recorder?.resume();
      since = performance.now();
    },
    stop() {
      if (recorder?.state !== 'inactive') recorder?.stop();
    },
    seconds: () => Math.floor(elapsed() / 1_000),
  };
}
