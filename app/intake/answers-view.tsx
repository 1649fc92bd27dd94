/** A report read back to its witness: the groups of `describeAnswers` as lists. */
import type { AnswerGroup } from '#app/answers/describe.ts';
import type { Say } from '#app/i18n/texts.ts';

export { describeAnswers, type AnswerGroup } from '#app/answers/describe.ts';

/** The rows of one group; `change` is the address of the page that asks. */
export function AnswerList({ group, say, change }: { group: AnswerGroup; say: Say; change?: string }) {
  const rows = group.rows.length > 0 ? group.rows : [{ label: group.title, value: say('check.notGiven') }];
  return (
    <dl className="facts">
      {rows.map((row, index) => (
        <div key={index} className={'heading' in row && index > 0 ? 'entry-start' : undefined}>
          <dt className={row.label === group.title ? 'hidden' : undefined}>
            {'heading' in row ? <span className="entry-name">{row.heading}: </span> : null}
            {row.label}
          </dt>
          <dd dir="auto">{row.value}</dd>
          {change !== undefined && index === 0 ? (
            <dd className="act">
              <a href={change} aria-label={say('check.changeNamed', { section: group.title })}>
                {say('check.change')}
              </a>
            </dd>
          ) : null}
        </div>
      ))}
    </dl>
  );
}
