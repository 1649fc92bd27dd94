/** What follows the public site's address in a link that names an incident. One click takes the whole of it, to be copied. */
export function IncidentLink({ code }: { code: string }) {
  return (
    <code className="code whole">
      /report?incident=
      <wbr />
      {code}
    </code>
  );
}
