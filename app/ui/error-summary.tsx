import type { FormErrors } from './form.tsx';

/** All that is wrong with a page, at its top, each sentence a link that focuses its field. Takes the focus itself when the page opens (`autofocus`), so that a screen reader starts here. */
export function ErrorSummary({ title, errors }: { title: string; errors: FormErrors }) {
  const entries = Object.entries(errors);
  if (entries.length === 0) return null;
  return (
    <div className="summary" role="alert" aria-labelledby="summary-title" tabIndex={-1} autoFocus>
      <h2 id="summary-title">{title}</h2>
      <ul>
        {entries.map(([name, text]) => (
          <li key={name}>
            <a href={`#${name}`}>{text}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
