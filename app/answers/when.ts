/** When it happened, in words: no more exact than the witness was. */
import { sayTerm } from '#app/i18n/terms.ts';
import { formatDay, formatTime } from '#app/i18n/formats.ts';
import type { LanguageCode, Say } from '#app/i18n/texts.ts';
import type { Answers } from '#db/intake/answers.ts';
import type { AnswerRow } from './describe.ts';

type When = Answers['when'];

export function describeWhen(say: Say, code: LanguageCode, when: When): AnswerRow[] {
  const rows = [
    { label: say('label.when'), value: [describeDays(say, code, when), describeTime(say, code, when)].filter(Boolean).join(', ') },
  ];
  if (when.occurrence) rows.push({ label: say('label.when.occurrence'), value: say(`label.when.occurrence.${when.occurrence}`) });
  rows.push({ label: say('label.when.zone'), value: sayTerm(say, 'zone', when.zone) });
  if (when.ongoing) rows.push({ label: say('label.when.ongoing'), value: say(`answer.${when.ongoing}`) });
  return rows;
}

function describeDays(say: Say, code: LanguageCode, { date, lastDate, about }: When): string {
  const first = formatDay(date, code);
  const days = lastDate === undefined ? first : say('label.when.days', { first, last: formatDay(lastDate, code) });
  return about ? say('label.when.about', { days }) : days;
}

function describeTime(say: Say, code: LanguageCode, { time, lastTime, dayPart }: When): string {
  const at = (clock: string) => formatTime(clock, code);
  if (time !== undefined)
    return lastTime === undefined
      ? say('label.when.at', { time: at(time) })
      : say('label.when.times', { first: at(time), last: at(lastTime) });
  if (lastTime !== undefined) return say('label.when.until', { time: at(lastTime) });
  return dayPart === undefined ? '' : say(`when.dayPart.${dayPart}`);
}
