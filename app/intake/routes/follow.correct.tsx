import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { LongText, Select } from '#app/ui/form.tsx';
import { correctionLimit } from '#db/intake/answers.ts';
import { correctReport } from '#db/intake/corrections.ts';
import { answerForm } from '../follow/answer.ts';
import { FollowForm } from '../follow/form.tsx';
import { correctable } from '../follow/correctable.ts';
import { demandReturn } from '../follow/session.ts';
import { titled, useSay } from '../speech.tsx';

export { handle } from '../follow/form.tsx';
export const meta = titled('follow.correct');

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { mark } = await demandReturn(request, context);
  return { mark };
}

export async function action(route: ActionFunctionArgs) {
  return answerForm(
    route,
    async ({ session, form, context }) => {
      const section = form.choice('section', correctable, { required: 'follow.correct.section.required' });
      const text = form.text('text', { limit: correctionLimit, required: 'follow.correct.required' });
      if (section === undefined || text === undefined || Object.keys(form.problems).length > 0) return undefined;
      await correctReport(context.sql, session, { section, text });
      return { to: '/follow/report' };
    },
    { corrections: { field: 'text', key: 'follow.correct.tooMany' } },
  );
}

export default function Correct() {
  const say = useSay();
  const options = [
    { value: '', label: say('follow.correct.choose') },
    ...correctable.map((value) => ({ value, label: say(`tasks.${value}`) })),
  ];
  return (
    <FollowForm title={say('follow.correct')} submit={say('follow.correct.save')} above={<p>{say('follow.correct.intro')}</p>}>
      <Select name="section" label={say('follow.correct.section')} options={options} />
      <LongText name="text" rows={8} label={say('follow.correct.text')} hint={say('follow.correct.text.hint')} />
    </FollowForm>
  );
}
