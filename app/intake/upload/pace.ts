/** How fast a file travels, from the last seconds alone: a line that was fast an hour ago says nothing of the next minute. Knows no page. */
const remembered = 10_000; // milliseconds
const tooEarly = 3_000; // less than this says nothing

export type Pace = {
  /** Called again and again with what has gone out in all. What is less than before (a part is sent again) starts anew. */
  note(sent: number, at: number): void;
  /** Bytes a second; null as long as it cannot be known. */
  read(): number | null;
  forget(): void;
};

export function openPace(): Pace {
  let seen: { sent: number; at: number }[] = [];
  return {
    note(sent, at) {
      const last = seen[seen.length - 1];
      if (last !== undefined && sent < last.sent) seen = [];
      seen.push({ sent, at });
      while (seen.length > 2 && at - (seen[1]?.at ?? at) >= remembered) seen.shift();
    },
    read() {
      const first = seen[0];
      const last = seen[seen.length - 1];
      if (first === undefined || last === undefined || last.at - first.at < tooEarly) return null;
      const speed = ((last.sent - first.sent) / (last.at - first.at)) * 1_000;
      return speed > 0 ? speed : null;
    },
    forget() {
      seen = [];
    },
  };
}
