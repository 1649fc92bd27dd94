/** Dates as files state them: `2025:10:22 14:03:00-04:00`, ISO 8601, with or without a zone. Pure. */

export type ReadDate = {
  /** As stated, without its zone: milliseconds as if it were UTC. For comparing two dates that both lack a zone. */
  local: number;
  /** The real moment, where a zone was stated. */
  moment: number | null;
};

const shape = /^(\d{4})[:-](\d{2})[:-](\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?/;

/** Null for what is not a date of the calendar (also `0000:00:00`, which many devices write for "not known"). */
export function readDate(text: string): ReadDate | null {
  const found = shape.exec(text);
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map((part) => Number(part ?? 0));
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(local);
  if (year === 0 || back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return null;
  const zone = found[8];
  if (zone === undefined) return { local, moment: null };
  return { local, moment: local - zoneMinutes(zone) * 60_000 };
}

/** A device's "zero": the start of its counting, or no date at all. */
export function isEpochDate(text: string): boolean {
  return /^(0000[:-]00[:-]00|1904[:-]01[:-]01|1970[:-]01[:-]01)/.test(text);
}

function zoneMinutes(zone: string): number {
  if (zone === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}
