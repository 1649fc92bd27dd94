import type { AppLoadContext } from '@remix-run/node';
import { describe, expect, it } from 'vitest';
import { vitalFingerprint } from '#app/i18n/office-texts.ts';
import { settings as definitions, type IntakeSettings } from '#db/settings/definitions.ts';
import { withLanguage } from './address.ts';
import { rememberSpoken } from './draft/spoken.ts';
import { addressIn, languageAskedFor, readPageLanguage, setPageLanguage, speak } from './language.ts';
import { action as languageRoute } from './routes/language.ts';

const initial = Object.fromEntries(Object.entries(definitions).map(([key, { initial }]) => [key, initial])) as unknown as IntakeSettings;
const settings = { ...initial, textsVersion: 1 };

/** A request's own context, as far as languages need it. */
function contextOf(
  mode: 'test' | 'production' = 'test',
  read: () => Promise<IntakeSettings> = () => Promise.resolve(settings),
): AppLoadContext {
  return { secure: true, intake: { mode, settings: read } } as unknown as AppLoadContext;
}
const request = (path: string, acceptLanguage = '') =>
  new Request(`https://report.example.gov${path}`, { headers: { 'accept-language': acceptLanguage } });
const codeOf = async (asked: Request, context = contextOf()) => (await readPageLanguage(asked, context)).code;

describe('without a draft', () => {
  it('the address counts before the browser, and is carried on', async () => {
    expect(await codeOf(request('/', 'ar'))).toBe('ar');
    expect(await readPageLanguage(request('/?lang=es', 'ar'), contextOf())).toMatchObject({ code: 'es', carried: 'es', isDrafting: false });
  });
  it('a language that is not ours is none', async () => {
    for (const asked of ['de', 'constructor', '', '%00', 'es,ar']) expect(await codeOf(request(`/?lang=${asked}`, 'pl'))).toBe('pl');
    expect((await readPageLanguage(request('/?lang=de'), contextOf())).carried).toBeNull();
  });
});

describe('with a draft', () => {
  it('its language counts before everything, until it is handed in', async () => {
    const context = contextOf();
    rememberSpoken(context, { language: 'yi', submitted: false });
    expect(await readPageLanguage(request('/?lang=es', 'ar'), context)).toMatchObject({ code: 'yi', carried: null, isDrafting: true });
    rememberSpoken(context, { language: 'yi', submitted: true });
    expect(await codeOf(request('/report/receipt', 'ar'), context)).toBe('yi');
    expect(await readPageLanguage(request('/report/receipt?lang=es', 'ar'), context)).toMatchObject({ code: 'es', carried: 'es' });
  });
  it('a language that we have no longer is English', async () => {
    const context = contextOf();
    rememberSpoken(context, { language: 'tlh', submitted: false });
    expect(await codeOf(request('/'), context)).toBe('en');
  });
});

it('a route with a session of its own decides', async () => {
  const context = contextOf();
  rememberSpoken(context, { language: 'yi', submitted: false });
  setPageLanguage(context, 'ko');
  expect(await readPageLanguage(request('/follow?lang=es', 'ar'), context)).toMatchObject({ code: 'ko', carried: null, isDrafting: false });
});

describe('in production', () => {
  const confirmed = { ...settings, 'intake.languages': { confirmed: { es: vitalFingerprint(settings, 'es') } } } as IntakeSettings;
  const context = () => contextOf('production', () => Promise.resolve(confirmed));
  it('only what a person has confirmed is chosen, by address, browser or menu', async () => {
    expect(await codeOf(request('/', 'es'), context())).toBe('es');
    expect(await codeOf(request('/', 'ar'), context())).toBe('en');
    expect(await codeOf(request('/?lang=ar', 'es'), context())).toBe('es');
    expect(await languageAskedFor({ values: { lang: ['ar'] } }, context())).toBeNull();
    expect(await languageAskedFor({ values: { lang: ['es'] } }, context())).toBe('es');
    expect((await readPageLanguage(request('/'), context())).offered.map(({ code }) => code)).toEqual(['en', 'es']);
  });
  it('a page is English while the record is away', async () => {
    const away = contextOf('production', () => Promise.reject(new Error('away')));
    expect(await readPageLanguage(request('/', 'es'), away)).toMatchObject({ code: 'en', settings: null });
    expect((await speak(request('/', 'es'), away)).say('answer.yes')).toBe('Yes');
  });
});

describe('an address in a language', () => {
  it('says so only where the browser alone would choose another', async () => {
    expect(await addressIn('/done', 'es', request('/', 'es'), contextOf())).toBe('/done');
    expect(await addressIn('/done', 'es', request('/', 'en'), contextOf())).toBe('/done?lang=es');
  });
  it('keeps what else stands in it', () => {
    expect(withLanguage('/report?incident=A-1#x', 'ar')).toBe('/report?incident=A-1&lang=ar#x');
    expect(withLanguage('/report?lang=es', 'ar')).toBe('/report?lang=ar');
    expect(withLanguage('/report', null)).toBe('/report');
  });
});

describe('the menu’s own address', () => {
  const press = async (fields: Record<string, string>): Promise<string | null> => {
    const body = new URLSearchParams(fields);
    const pressed = new Request('https://report.example.gov/language', { method: 'POST', body });
    return (await languageRoute({ request: pressed, context: contextOf(), params: {} })).headers.get('location');
  };
  it('goes back to the page it was pressed on, with the choice in the address where there is no draft', async () => {
    expect(await press({ lang: 'es', back: '/report/check?from=x' })).toBe('/report/check?from=x&lang=es');
    expect(await press({ lang: 'de', back: '/report/check' })).toBe('/report/check');
  });
  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/a\r\nb: c', '/%2f%2fevil', ''])(
    'never leaves for %j',
    async (back) => expect(await press({ lang: 'es', back })).toBe('/?lang=es'),
  );
});
