import { useSay } from '../speech.tsx';
import printScript from './print.ts?worker&url';

/** Shown where scripts are on; otherwise the words that name the browser's menu. */
export function PrintButton({ label }: { label: string }) {
  const say = useSay();
  return (
    <>
      <button type="button" className="second" data-print hidden>
        {label}
      </button>
      <p className="quiet" data-without-script>
        {say('receipt.print')}
      </p>
    </>
  );
}

/** Once a page. */
export function PrintScript() {
  return <script src={printScript} defer />;
}
