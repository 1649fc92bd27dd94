import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { demandHandedIn, secretsOf } from '../receipt/open-receipt.ts';
import stylesheet from '../receipt/receipt.css?url';
import { SecretPage } from '../receipt/secret-page.tsx';
import { orRefuse } from '../refuse.ts';
import { titled } from '../speech.tsx';

export const meta = titled('receipt.reference.title');
export const links = () => [{ rel: 'stylesheet', href: stylesheet }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  return orRefuse(async () => {
    const { reference, referenceDigits } = secretsOf(await demandHandedIn(request, context));
    return { reference, referenceDigits };
  });
}

export default function ReferencePage() {
  const { reference, referenceDigits } = useLoaderData<typeof loader>();
  return <SecretPage kind="reference" value={reference} digits={referenceDigits} />;
}
