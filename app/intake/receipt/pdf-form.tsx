import { FormState, Tick } from '#app/ui/form.tsx';
import { useAddress, useSay } from '../speech.tsx';

/** `problem`: why the last one was not made. */
export function PdfForm({ problem }: { problem: string | null }) {
  const say = useSay();
  const link = useAddress();
  return (
    <form method="post" action={link('/report/receipt/pdf')} id="pdf" noValidate>
      <h3>{say('receipt.pdf')}</h3>
      <p>{say('receipt.pdf.hint')}</p>
      {problem === null ? null : <p className="error">{problem}</p>}
      <FormState values={{}} errors={{}}>
        <Tick name="withPassphrase" label={say('receipt.pdf.withPassphrase')} />
      </FormState>
      <button type="submit" className="second">
        {say('receipt.pdf.make')}
      </button>
    </form>
  );
}
