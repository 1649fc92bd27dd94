/** The page of the statement with a script: record, pause, listen, delete and record anew, send. A chosen file starts at once, as on the page of files. */
import { mayBeRecording } from './recording-kind.ts';
import { play, type Playback } from './playback.ts';
import { canRecord, openRecorder } from './recorder.ts';
import { openList } from './rows.ts';
import { announce, find, readWords, type RowWords } from './words.ts';

type Words = RowWords &
  Record<
    | 'started'
    | 'paused'
    | 'resumed'
    | 'stopped'
    | 'full'
    | 'nearlyFull'
    | 'listening'
    | 'listened'
    | 'deleted'
    | 'deleteSure'
    | 'refused'
    | 'noMicrophone'
    | 'broken'
    | 'silentPlayer'
    | 'unsuitable'
    | 'recordingName',
    string
  > & { seconds: number };
/** `asking`: the browser asks for the microphone. */
type State = 'idle' | 'asking' | 'recording' | 'paused' | 'recorded' | 'listening' | 'sending';

const words = readWords<Words>();
const panel = find('#recorder');
const title = find('#recorder-title');
const clock = find('#clock');
const trouble = find('#trouble');
const input = find<HTMLInputElement>('#file');
const buttons = [...panel.querySelectorAll<HTMLButtonElement>('[data-act]')];

let state: State = 'idle';
let recording: File | null = null;
let playback: Playback | null = null;
let awake: WakeLockSentinel | undefined;
let warned = false;

const queue = openList(words, 'statement', () => !['idle', 'asking'].includes(state));
const recorder = openRecorder(words.recordingName, (file) => {
  recording = file;
  void awake?.release();
  const length = timeOf(recorder.seconds());
  become('recorded', (recorder.seconds() >= words.seconds ? words.full : words.stopped).replace('{time}', length));
});

const acts: Record<string, () => void | Promise<void>> = {
  async record() {
    if (state !== 'idle') return; // pressed again while the browser asks: a second recorder would never be stopped
    become('asking');
    const why = await recorder.start();
    if (why !== null) {
      become('idle');
      return complain(words[why]);
    }
    warned = false;
    become('recording', words.started);
    await stayAwake();
  },
  pause() {
    recorder.pause();
    become('paused', words.paused.replace('{time}', timeOf(recorder.seconds())));
  },
  resume() {
    recorder.resume();
    become('recording', words.resumed);
  },
  stop: () => recorder.stop(),
  async listen() {
    const chosen = recording;
    if (chosen === null) return;
    try {
      playback = await play(chosen, () => become('recorded', words.listened));
      if (state === 'recorded' && recording === chosen) become('listening', words.listening);
      else playback.stop(); // deleted or sent while it was decoded
    } catch {
      complain(words.silentPlayer);
    }
  },
  hush() {
    playback?.stop();
    become('recorded', words.listened);
  },
  drop() {
    if (!confirm(words.deleteSure)) return;
    playback?.stop();
    recording = null;
    clock.textContent = timeOf(0);
    become('idle', words.deleted);
  },
  async send() {
    if (recording === null) return;
    playback?.stop();
    become('sending');
    if (await queue(recording)) {
      recording = null;
      clock.textContent = timeOf(0);
      become('idle');
    } else become('recorded');
  },
};

if (canRecord()) panel.hidden = false;
else find('#cannot').hidden = false;
for (const button of buttons) button.addEventListener('click', () => void acts[button.dataset.act ?? '']?.());
function sendChosen(): void {
  trouble.hidden = true;
  for (const file of input.files ?? []) {
    if (mayBeRecording(file.type)) void queue(file);
    else complain(words.unsuitable);
  }
  input.value = ''; // the same file can be chosen again, and the form does not send it a second time
}
input.addEventListener('change', sendChosen);
sendChosen(); // on a slow line somebody may have chosen before this script was here
setInterval(() => {
  if (state !== 'recording') return;
  const seconds = recorder.seconds();
  clock.textContent = timeOf(seconds);
  if (seconds >= words.seconds) recorder.stop();
  else if (seconds >= words.seconds - 60 && !warned) {
    warned = true;
    announce(words.nearlyFull);
  }
}, 250);

/** Shows the buttons of a state. Where the one that had the focus goes away, the first one that is there gets it. */
function become(next: State, said?: string): void {
  const focused = document.activeElement;
  state = panel.dataset.state = next;
  trouble.hidden = true;
  for (const button of buttons) button.hidden = !(button.dataset.in ?? '').split(' ').includes(next);
  if (buttons.some((button) => button === focused && button.hidden)) (buttons.find((button) => !button.hidden) ?? title).focus();
  if (said !== undefined) announce(said);
}

/** A phone that sleeps stops recording. */
async function stayAwake(): Promise<void> {
  const lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
  if (state === 'recording' || state === 'paused') awake = lock;
  else void lock?.release(); // it has ended meanwhile
}

function complain(text: string): void {
  trouble.textContent = text;
  trouble.hidden = false;
}

function timeOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
