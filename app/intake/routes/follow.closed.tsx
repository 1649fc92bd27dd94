import { titled, useSay } from '../speech.tsx';

export const meta = titled('follow.forGood.done.title');

/** Where the page was closed for good. Anyone may look at it: it knows nothing. */
export default function ClosedForGood() {
  const say = useSay();
  return (
    <>
      <h1>{say('follow.forGood.done.title')}</h1>
      <p>{say('follow.forGood.done')}</p>
    </>
  );
}
