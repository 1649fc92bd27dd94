import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { LongText, Select } from '#app/ui/form.tsx';
import { correctionLimit } from '#db/intake/answers.ts';
import { correctReport } from '#db/intake/corrections.ts';
import { answerForm } from '../follow/answer.ts';
import { FollowForm } from '../follow/form.tsx';
import { correctable } from '../follow/correctable.ts';
import { demandReturn } from '../follow/session.ts';
import { cleanLinksIn } from '../questions/links-in-text.ts';
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
      // Nothing can be sealed here: a link's marks of who shared it are not kept at all, and a link that is such a mark is asked for in another form.
      const cleaned = cleanLinksIn(text ?? '');
      if (cleaned.sharer) form.problem('text', 'links.share.here');
      if (section === undefined || text === undefined || Object.keys(form.problems).length > 0) return undefined;
      await correctReport(context.sql, session, { section, text: cleaned.text });
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
  const above = (
    <p>
      {say('follow.correct.intro')} {say('links.cleaned')}
    </p>
  );
  return (
    <FollowForm title={say('follow.correct')} submit={say('follow.correct.save')} above={above}>
      <Select name="section" label={say('follow.correct.section')} options={options} />
      <LongText name="text" rows={8} label={say('follow.correct.text')} hint={say('follow.correct.text.hint')} />
    </FollowForm>
  );
}
