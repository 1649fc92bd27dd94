import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { orRefuse } from '../refuse.ts';
import { readStart } from '../start/read-start.ts';
import { StartView } from '../start/start-view.tsx';
import { titled } from '../speech.tsx';

export const meta = titled('start.title');
export const loader = ({ request, context }: LoaderFunctionArgs) => orRefuse(() => readStart(request, context));

export default function Start() {
  return <StartView data={useLoaderData<typeof loader>()} />;
}
