import type { LinksFunction, LoaderFunctionArgs } from '@remix-run/node';
import { json } from '@remix-run/node';
import { isRouteErrorResponse, Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteError, useRouteLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import base from '#app/ui/exhibit.css?url';
import icon from '#app/ui/icon.svg?url';
import { Masthead } from './parts/masthead.tsx';
import { readStaff } from './session.server.ts';
import styles from './console.css?url';
import settingsStyles from './settings.css?url';

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: base },
  { rel: 'stylesheet', href: styles },
  { rel: 'stylesheet', href: settingsStyles },
  { rel: 'icon', href: icon, type: 'image/svg+xml' },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const staff = await readStaff({ request, context });
  return json({
    nonce: context.nonce,
    staff: staff
      ? {
          name: staff.name,
          roles: staff.roles,
          demo: staff.demo,
          places: {
            queue: staff.may('queue.read'),
            messages: staff.may('message.write'),
            cases: staff.may('case.read'),
            custody: staff.may('custody.read'),
            tasks: staff.may('task.work'),
            settings: staff.may('settings.write'),
          },
        }
      : null,
  });
}

export function Layout({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>('root');
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <Meta />
        <Links />
      </head>
      <body>
        <a className="skip" href="#main">
          Skip to content
        </a>
        <Masthead staff={data?.staff ?? null} />
        <main id="main" className="desk" tabIndex={-1}>
          {children}
        </main>
        {data?.nonce ? (
          <>
            <ScrollRestoration nonce={data.nonce} />
            <Scripts nonce={data.nonce} />
          </>
        ) : null}
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

const sentences: Record<number, { title: string; text: string }> = {
  403: { title: 'Not allowed', text: 'Your roles do not include this. Ask an administrator if they should.' },
  404: {
    title: 'Not found',
    text: 'There is nothing here, or it is not yours to see: restricted, in another compartment, or a case of which you are not a member.',
  },
  405: { title: 'Not possible', text: 'This address does not take what was sent.' },
};

export function ErrorBoundary() {
  const error = useRouteError();
  const known = isRouteErrorResponse(error) ? sentences[error.status] : undefined;
  const { title, text } = known ?? {
    title: 'Something went wrong',
    text: 'Nothing was changed. Try again in a minute; if it stays, tell your administrator the time.',
  };
  return (
    <div className="notice-page">
      <title>{`${title} · Exhibit`}</title>
      <h1>{title}</h1>
      <p>{text}</p>
      <p>
        <a href="/">Back to your start page</a>
      </p>
    </div>
  );
}
