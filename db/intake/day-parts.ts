/** Hours that the parts of a day stand for, as the page says them beside each. Wider than a dictionary would have them, and they overlap: an interval must never leave out what was meant. */
import type { dayParts } from './sections.ts';

export type DayPart = (typeof dayParts)[number];

/** From one clock time up to another; `night` goes on into the next day. */
export const dayPartHours = {
  early_morning: { from: '00:00', to: '07:00' },
  morning: { from: '06:00', to: '12:00' },
  afternoon: { from: '12:00', to: '18:00' },
  evening: { from: '17:00', to: '22:00' },
  night: { from: '20:00', to: '06:00' },
} as const satisfies Record<DayPart, { from: string; to: string }>;

export function crossesMidnight(part: DayPart): boolean {
  const { from, to } = dayPartHours[part];
  return to <= from;
}

/** Whether a clock time lies within the hours of a part, on whichever of its two days. */
export function isWithin(part: DayPart, time: string): boolean {
  const { from, to } = dayPartHours[part];
  return crossesMidnight(part) ? time >= from || time < to : time >= from && time < to;
}
