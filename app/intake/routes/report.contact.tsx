import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { Choices, Select, TextField, useConcerns } from '#app/ui/form.tsx';
import { contactModes } from '#db/intake/sections.ts';
import { safeWayKeys } from '#db/vocabularies/report-answers.ts';
import { spokenKeys } from '#db/vocabularies/spoken.ts';
import { answerOptions, termOptions } from '../options.ts';
import { QuestionView } from '../question-view.tsx';
import { saveQuestion, showQuestion } from '../questions/question-page.ts';
import { titled, useSay } from '../speech.tsx';

export const meta = titled('contact.title');
export const loader = (route: LoaderFunctionArgs) =>
  showQuestion('contact', route, async ({ content: { sections } }) => ({
    represents: sections.part?.role === 'represent',
  }));
export const action = (route: ActionFunctionArgs) => saveQuestion('contact', route);

export default function Contact() {
  const say = useSay();
  const { represents } = useLoaderData<typeof loader>();
  // Nobody is made to choose between "no" and "I don't know" about their own age or fears.
  const personal = answerOptions(say).map((option) =>
    option.value === 'unknown' ? { ...option, label: say('contact.ratherNot') } : option,
  );
  return (
    <QuestionView title={say('contact.title')}>
      <p>{say('contact.intro')}</p>
      <Choices
        name="mode"
        label={say('contact.mode')}
        hint={say('contact.mode.hint')}
        options={contactModes.map((value) => ({ value, label: say(`contact.mode.${value}`), hint: say(`contact.mode.${value}.hint`) }))}
      />
      <h2>{say('contact.you')}</h2>
      <p className="hint">{say('contact.you.hint')}</p>
      <Reach prefix="" words={{ name: say('contact.name'), email: say('contact.email'), phone: say('contact.phone') }} />
      <TextField name="organisation" autoComplete="off" label={say('contact.organisation')} />
      <Choices name="way" label={say('contact.way')} options={termOptions(say, 'way', safeWayKeys)} />
      <TextField name="safeTimes" autoComplete="off" label={say('contact.safeTimes')} hint={say('contact.safeTimes.hint')} />
      <Choices
        name="leaveMessage"
        label={say('contact.leaveMessage')}
        hint={say('contact.leaveMessage.hint')}
        options={answerOptions(say)}
      />
      <Select
        name="language"
        label={say('contact.language')}
        options={[{ value: '', label: say('contact.language.none') }, ...termOptions(say, 'spoken', spokenKeys)]}
      />
      <Choices name="interpreter" label={say('contact.interpreter')} options={answerOptions(say)} />
      <Choices name="retaliation" label={say('contact.retaliation')} hint={say('contact.retaliation.hint')} options={personal} />
      <Choices name="under18" label={say('contact.under18')} hint={say('contact.under18.hint')} options={personal} />
      <Helper>
        <h3>{say('contact.helper')}</h3>
        <p className="hint">{say('contact.helper.hint')}</p>
        <Reach
          prefix="helper."
          words={{ name: say('contact.helper.name'), email: say('contact.helper.email'), phone: say('contact.helper.phone') }}
        />
      </Helper>
      <Other prefix="affected." title={say('contact.affected')} hint={say('contact.affected.hint')} open={represents}>
        <Reach
          prefix="affected."
          words={{ name: say('contact.affected.name'), email: say('contact.affected.email'), phone: say('contact.affected.phone') }}
        />
      </Other>
    </QuestionView>
  );
}

function Reach({ prefix, words }: { prefix: string; words: { name: string; email: string; phone: string } }) {
  return (
    <>
      <TextField name={`${prefix}name`} autoComplete="off" label={words.name} />
      <TextField name={`${prefix}email`} type="email" autoComplete="off" label={words.email} />
      <TextField name={`${prefix}phone`} type="tel" autoComplete="off" label={words.phone} />
    </>
  );
}

/** Comes and goes with the answer right above it, by style alone: nobody has to save the page first to find it. Never hidden while something saved stands in it. */
function Helper({ children }: { children: ReactNode }) {
  return <div className={useConcerns('helper.') ? undefined : 'unless-no'}>{children}</div>;
}

/** Somebody else's contact: folded away where it does not concern most people, never while something stands in it. */
function Other({
  prefix,
  title,
  hint,
  open,
  children,
}: {
  prefix: string;
  title: string;
  hint: string;
  open: boolean;
  children: ReactNode;
}) {
  const concerns = useConcerns(prefix);
  return (
    <details open={open || concerns}>
      <summary>{title}</summary>
      <p className="hint">{hint}</p>
      {children}
    </details>
  );
}
