import { titled, useAddress, useSay } from '../speech.tsx';

export const meta = titled('done.title');

export default function Done() {
  const say = useSay();
  const link = useAddress();
  return (
    <>
      <h1>{say('done.title')}</h1>
      <p className="lead">{say('done.text')}</p>
      <p>{say('done.history')}</p>
      <p>
        <a href={link('/follow')}>{say('shell.follow')}</a>
      </p>
    </>
  );
}
