/** Times in the office's zone, written by hand from numbers so that server and browser agree to the character. */
const zone = 'America/New_York';
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const parts = new Intl.DateTimeFormat('en-US', {
  timeZone: zone,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
  hourCycle: 'h23',
});

/** `Nov 22, 2026, 14:03` in New York; with `seconds` for logs. */
export function formatTime(iso: string, { seconds = false } = {}): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return 'unknown';
  const found: Record<string, string> = {};
  for (const { type, value } of parts.formatToParts(at)) found[type] = value;
  const two = (name: string) => (found[name] ?? '0').padStart(2, '0');
  return `${months[Number(found.month) - 1] ?? ''} ${found.day}, ${found.year}, ${two('hour')}:${two('minute')}${seconds ? `:${two('second')}` : ''}`;
}

/** How long ago, in one unit: `5 min`, `3 h`, `2 days`. Computed on the server, whose clock all readers share. */
export function formatAge(from: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - from.getTime()) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h`;
  return `${Math.floor(hours / 24)} days`;
}

/** How much time is left: `19 min`, `less than a minute`. */
export function formatLeft(now: Date, until: Date): string {
  return until.getTime() - now.getTime() < 60_000 ? 'less than a minute' : formatAge(now, until);
}

/** `1.5 MB`, and the exact count beside it where it matters. Decimal units. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[step]}`;
}
