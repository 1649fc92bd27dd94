/**
 * The language menu of every page: each language in its own name. Where the page asks something its buttons send the page's own form, so that what is typed comes back;
 * with a draft elsewhere they change the draft; without one they are links.
 */
import { useLocation, useMatches } from '@remix-run/react';
import type { ReactNode } from 'react';
import { languageOf, type LanguageCode } from '#app/i18n/languages.ts';
import { languageField, withLanguage } from './address.ts';
import { useRoot, useSay } from './speech.tsx';

/** What a route whose form is not a question's says of itself: `export const handle: LanguageHandle = { languageForm: 'files' }`, the `id` of its form. */
export type LanguageHandle = { languageForm: string };
/** The `id` of the form of every page that asks. */
export const questionForm = 'question';

/** `isBroken`: an error stands where the page would be, so that no form is there. */
export function LanguageMenu({ isBroken }: { isBroken: boolean }) {
  const say = useSay();
  const { language, offered, isDrafting } = useRoot();
  const { pathname, search } = useLocation();
  const formOfPage = useFormOfPage();
  const form = isBroken ? undefined : formOfPage;
  if (offered.length < 2) return null;
  const button = (code: LanguageCode, name: string, formId?: string) => (
    <button type="submit" className="plain" name={languageField} value={code} form={formId} lang={code} dir={languageOf(code).direction}>
      {name}
    </button>
  );
  const link = (code: LanguageCode, name: string) => (
    <a href={withLanguage(isBroken ? '/' : pathname + search, code)} hrefLang={code} lang={code} dir={languageOf(code).direction}>
      {name}
    </a>
  );
  const items = (make: (code: LanguageCode, name: string) => ReactNode) => (
    <ul>
      {offered.map(({ code }) => {
        const { name, direction } = languageOf(code);
        return (
          <li key={code}>
            {code === language ? (
              <strong aria-current="true" lang={code} dir={direction}>
                {name}
              </strong>
            ) : (
              make(code, name)
            )}
          </li>
        );
      })}
    </ul>
  );
  return (
    <nav className="languages no-print" aria-label={say('language.menu')}>
      {/*
       * Enter in a field presses the form's first button, wherever on the page it stands: it must not be a language's, nor one that removes something.
       * Out of sight but not `hidden`: Safari passes over buttons that are not drawn.
       */}
      {form === undefined ? null : <button type="submit" className="hidden" form={form} tabIndex={-1} aria-hidden="true" />}
      <details className="wrap">
        <summary>
          <Globe />
          <span>{`${say('language.menu')}: ${languageOf(language).name}`}</span>
        </summary>
        {form !== undefined ? (
          items((code, name) => button(code, name, form))
        ) : isDrafting ? (
          <form method="post" action="/language">
            <input type="hidden" name="back" value={isBroken ? '/report' : pathname + search} />
            {items((code, name) => button(code, name))}
          </form>
        ) : (
          items(link)
        )}
      </details>
    </nav>
  );
}

/** For who cannot read the page as it is. */
function Globe() {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" strokeWidth="1.8" aria-hidden="true">
      <circle cx="12" cy="12" r="10" />
      <path d="M2 12h20M12 2c6 6 6 14 0 20M12 2c-6 6-6 14 0 20" />
    </svg>
  );
}

/** Said in the page's own language, above everything else on it. */
export function MachineMark() {
  const say = useSay();
  const { language, offered } = useRoot();
  if (language === 'en' || offered.some(({ code, confirmed }) => code === language && confirmed)) return null;
  return (
    <p className="panel warn" id="machine-mark">
      {say('language.machine')}
    </p>
  );
}

/** The page's own form, if it has one whose answers must not be lost. A question's page is known by the data of `showQuestion`. */
function useFormOfPage(): string | undefined {
  const page = useMatches().at(-1);
  const named = (page?.handle as Partial<LanguageHandle> | undefined)?.languageForm; // a route's handle is whatever it exports
  const asks = typeof page?.data === 'object' && page.data !== null && 'revision' in page.data;
  return named ?? (asks ? questionForm : undefined);
}
