/** A day of the calendar in three fields, as `DayField` shows them: a calendar picker is of little use for a remembered day. */
import type { TextKey } from '#app/i18n/texts.ts';
import { latinDigits, type FormReader } from './form-reader.ts';

const earliestDay = '1900-01-01';

/** `YYYY-MM-DD`; undefined where it was left empty or is wrong, which the reader then says. `latest`: no day after this one. */
export function readDay(
  form: FormReader,
  name: string,
  { latest, required, future }: { latest?: string; required?: TextKey; future?: TextKey },
): string | undefined {
  const field = (part: string): string => latinDigits(form.values[`${name}-${part}`]?.[0] ?? '').trim();
  const [year, month, day] = [field('year'), field('month'), field('day')];
  const refuse = (key: TextKey): undefined => void form.problem(name, key);
  if (['year', 'month', 'day'].some((part) => form.isCleaned(`${name}-${part}`))) return refuse('error.unstorable');
  if (year === '' && month === '' && day === '') return required && refuse(required);
  if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(day)) return refuse('when.day.incomplete');
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date || date < earliestDay) return refuse('when.day.notReal');
  if (latest !== undefined && date > latest) return refuse(future ?? 'when.day.notReal');
  return date;
}

/** The three fields of a day. */
export function dayValues(name: string, date: string | undefined): Record<string, string[]> {
  if (date === undefined) return {};
  const [year = '', month = '', day = ''] = date.split('-');
  return { [`${name}-year`]: [year], [`${name}-month`]: [String(Number(month))], [`${name}-day`]: [String(Number(day))] };
}
