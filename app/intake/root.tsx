/** Every public page: a masthead with a way out, the page, a foot. Plain HTML: Remix's own scripts are never sent. */
import { isRouteErrorResponse, Links, Meta, Outlet, useRouteError } from '@remix-run/react';
import type { ReactNode } from 'react';
import { refusals, type RefusalKey } from '#app/http/refusals.ts';
import stylesheet from '#app/ui/exhibit.css?url';
import icon from '#app/ui/icon.svg?url';
import { LanguageMenu, MachineMark } from './language-menu.tsx';
import { leaveFor } from './leave.ts';
import leaveScript from './leave-quickly.ts?worker&url';
import type { RefusalData } from './refuse.ts';
import { useAddress, useLanguage, useRoot, useSay } from './speech.tsx';

export const links = () => [
  { rel: 'stylesheet', href: stylesheet },
  { rel: 'icon', href: icon, type: 'image/svg+xml' },
];

export function Layout({ children }: { children: ReactNode }) {
  const say = useSay();
  const { code, direction } = useLanguage();
  const { office } = useRoot();
  const link = useAddress();
  const error = useRouteError() ?? null; // whichever of both stands for "none"
  const broken = error === null ? null : describe(error);
  return (
    <html lang={code} dir={direction}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="format-detection" content="telephone=no" />
        {broken ? <title>{say(refusals[broken.key].title, broken.values)}</title> : <Meta />}
        <Links />
        <script src={leaveScript} defer />
      </head>
      <body>
        <a className="skip" href="#main">
          {say('shell.skip')}
        </a>
        <header className="masthead">
          <div className="wrap">
            <a href={link('/')}>
              <span>
                {say('shell.service')}
                {office ? (
                  <>
                    <small className="whole">{office.name}</small>
                    <small className="brief">{office.shortName}</small>
                  </>
                ) : null}
              </span>
            </a>
            <form method="post" action="/leave">
              <button type="submit" className="leave" id="leave" data-to={leaveFor}>
                {say('shell.leave')}
              </button>
            </form>
          </div>
        </header>
        <LanguageMenu isBroken={broken !== null} />
        <main className="page" id="main" tabIndex={-1}>
          <MachineMark />
          {children}
        </main>
        <footer className="foot no-print">
          <div className="wrap">
            <ul>
              <li>
                <a href={link('/')}>{say('shell.start')}</a>
              </li>
              <li>
                <a href={link('/follow')}>{say('shell.follow')}</a>
              </li>
            </ul>
            <p className="quiet">{say('shell.keys')}</p>
            <p className="quiet">
              {/* First-strong isolates: a number keeps its order inside a sentence that runs the other way. */}
              {office?.name} {office?.phone ? say('shell.phone', { phone: `\u2068${office.phone}\u2069` }) : null}
            </p>
          </div>
        </footer>
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

export function ErrorBoundary() {
  const say = useSay();
  const link = useAddress();
  const { key, values, typed } = describe(useRouteError());
  return (
    <>
      <h1>{say(refusals[key].title, values)}</h1>
      <p>{say(refusals[key].text, values)}</p>
      {typed.length > 0 ? (
        <div className="panel">
          <h2>{say('refusal.typed')}</h2>
          <p>{say('refusal.typedHint')}</p>
          {typed.map((text, index) => (
            <textarea key={index} readOnly rows={8} dir="auto" aria-label={say('refusal.typed')} defaultValue={text} />
          ))}
        </div>
      ) : null}
      <p>
        {key === 'alreadySubmitted' ? <a href="/report/receipt">{say('start.receipt')}</a> : <a href={link('/')}>{say('refusal.home')}</a>}
      </p>
    </>
  );
}

function describe(error: unknown): { key: RefusalKey; values: Record<string, string | number>; typed: string[] } {
  if (!isRouteErrorResponse(error)) return { key: 'broken', values: {}, typed: [] };
  const data = error.data as Partial<RefusalData> | null;
  if (typeof data === 'object' && data?.refusal) return { key: data.refusal, values: data.values ?? {}, typed: data.typed ?? [] };
  const byStatus: Record<number, RefusalKey> = { 404: 'notFound', 405: 'methodNotAllowed', 400: 'badRequest' };
  return { key: byStatus[error.status] ?? 'broken', values: {}, typed: [] };
}
