import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { Form, Link, useLoaderData } from '@remix-run/react';
import { languageCodes, languageOf } from '#app/i18n/languages.ts';
import { inForce } from '../settings/change.server.ts';
import { VersionLine } from '../settings/change-form.tsx';
import { languageName } from '../settings/describe.server.ts';
import { officeWord } from '../settings/office-words.ts';
import { languageParam, officeKeys, wordIn } from '../settings/own-text.server.ts';
import { SettingHead } from '../settings/setting-head.tsx';
import { frameOf, requireAdministrator } from '../settings/standing.server.ts';

export const meta: MetaFunction = () => [{ title: 'The office’s own words · Settings · Exhibit' }];

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const code = languageParam(new URL(asked.request.url).searchParams.get('language') ?? 'en');
  const current = await inForce(asked.context, staff, 'intake.texts');
  const settings = { 'intake.texts': current.value, textsVersion: current.version };
  const words = officeKeys.map((key) => ({ ...officeWord(key), ...wordIn(settings, code, key) }));
  return json({
    language: { ...languageOf(code), english: languageName(code) },
    languages: languageCodes.map((one) => ({
      code: one,
      label: languageName(one),
      own: Object.keys(current.value.own[one] ?? {}).length,
    })),
    groups: [...new Set(words.map(({ title }) => title))].map((title) => ({ title, words: words.filter((word) => word.title === title) })),
    ...frameOf(asked, staff, 'intake.texts', current),
  });
}

export default function Texts() {
  const { language, languages, groups, standing, history, saved } = useLoaderData<typeof loader>();
  return (
    <>
      <SettingHead title="The office’s own words" />
      <VersionLine standing={standing} history={history} saved={saved} />
      <p className="explain">
        The software brings a default for each of these sentences. Where you write your own, pages say yours. Write it in every language
        that you offer: a language without own words keeps its default. A changed sentence ends the confirmation of that language.
      </p>
      <Form method="get" className="inline-form language-form">
        <div className="field">
          <label htmlFor="language">Language</label>
          <select id="language" name="language" defaultValue={language.code} key={language.code}>
            {languages.map(({ code, label, own }) => (
              <option key={code} value={code}>
                {label}
                {own > 0 ? `: ${own} of your own` : ''}
              </option>
            ))}
          </select>
        </div>
        <button className="second">Show</button>
      </Form>
      {groups.map(({ title, words }, n) => (
        <section key={title} aria-labelledby={`words-${n}`} className="setting-group">
          <h2 id={`words-${n}`}>{title}</h2>
          <p className="quiet">{words[0]?.explain}</p>
          {words.map((word) => (
            <div key={word.key} className="word">
              {word.name === title ? null : <h3>{word.name}</h3>}
              <dl className="beside">
                <div>
                  <dt>Default words</dt>
                  {word.standard === null ? (
                    <dd>
                      <span className="quiet">None in this language; the English words are shown: </span>
                      <span dir="ltr">{word.english}</span>
                    </dd>
                  ) : (
                    <dd lang={language.code} dir={language.direction}>
                      {word.standard === '' ? <bdi lang="en">(empty)</bdi> : word.standard}
                    </dd>
                  )}
                </div>
                <div>
                  <dt>Your own words</dt>
                  {word.own === null ? (
                    <dd>–</dd>
                  ) : (
                    <dd lang={language.code} dir={language.direction}>
                      {word.own}
                    </dd>
                  )}
                </div>
              </dl>
              <p className="act">
                <Link
                  to={`/settings/texts/${language.code}/${word.key}`}
                  aria-label={`${word.own === null ? 'Write your own' : 'Change'}: ${title}, ${word.name}`}
                >
                  {word.own === null ? 'Write your own' : 'Change'}
                </Link>
              </p>
            </div>
          ))}
        </section>
      ))}
    </>
  );
}
