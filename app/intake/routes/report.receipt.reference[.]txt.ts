import type { LoaderFunctionArgs } from '@remix-run/node';
import { speak } from '../language.ts';
import { downloadText } from '../receipt/download.ts';
import { demandHandedIn, secretsOf } from '../receipt/open-receipt.ts';
import { orRefuse } from '../refuse.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  return orRefuse(async () => {
    const { reference, referenceDigits } = secretsOf(await demandHandedIn(request, context));
    const { say } = await speak(request, context);
    return downloadText([say('receipt.reference'), reference, '', say('receipt.inDigits'), referenceDigits], 'reference.txt');
  });
}
