/** A page with one of the two secrets and nothing else, to be printed or saved alone. */
import type { TextKey } from '#app/i18n/texts.ts';
import { useAddress, useSay } from '../speech.tsx';
import { Secret } from './parts.tsx';
import { PrintButton, PrintScript } from './print-button.tsx';

const words = {
  reference: { title: 'receipt.reference.title', note: 'receipt.reference.note', text: 'receipt.text.reference' },
  passphrase: { title: 'receipt.passphrase.title', note: 'receipt.passphrase.note', text: 'receipt.text.passphrase' },
} as const satisfies Record<string, Record<string, TextKey>>;

export function SecretPage({ kind, value, digits }: { kind: keyof typeof words; value: string; digits: string }) {
  const say = useSay();
  const link = useAddress();
  const { title, note, text } = words[kind];
  return (
    <>
      <p className="no-print">
        <a className="back" href={link('/report/receipt')}>
          {say('receipt.back')}
        </a>
      </p>
      <h1>{say(title)}</h1>
      <Secret id={kind} value={value} digits={digits} />
      <p>{say(note)}</p>
      <div className="no-print">
        <p className="quiet">{say('receipt.inDigits.hint')}</p>
        <PrintButton label={say('receipt.print.here')} />
        <ul className="ways">
          <li>
            <a href={link(`/report/receipt/${kind}.txt`)} download>
              {say(text)}
            </a>
          </li>
        </ul>
        <p className="quiet">{say('receipt.stored')}</p>
      </div>
      <PrintScript />
    </>
  );
}
