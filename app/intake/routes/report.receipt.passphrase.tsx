import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { demandHandedIn, secretsOf } from '../receipt/open-receipt.ts';
import stylesheet from '../receipt/receipt.css?url';
import { SecretPage } from '../receipt/secret-page.tsx';
import { orRefuse } from '../refuse.ts';
import { titled } from '../speech.tsx';

export const meta = titled('receipt.passphrase.title');
export const links = () => [{ rel: 'stylesheet', href: stylesheet }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  return orRefuse(async () => {
    const { passphrase, passphraseDigits } = secretsOf(await demandHandedIn(request, context));
    return { passphrase, passphraseDigits };
  });
}

export default function PassphrasePage() {
  const { passphrase, passphraseDigits } = useLoaderData<typeof loader>();
  return <SecretPage kind="passphrase" value={passphrase} digits={passphraseDigits} />;
}
