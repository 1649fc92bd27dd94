import type { MetaFunction } from '@remix-run/node';
import { textsIn } from '#app/i18n/texts.ts';
import { useSay } from '../speech.tsx';

export const meta: MetaFunction = () => [{ title: textsIn('en')('done.title') }];

export default function Done() {
  const say = useSay();
  return (
    <>
      <h1>{say('done.title')}</h1>
      <p className="lead">{say('done.text')}</p>
      <p>{say('done.history')}</p>
      <p>
        <a href="/follow">{say('shell.follow')}</a>
      </p>
    </>
  );
}
