import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Moment } from '../parts/moment.tsx';
import { inForce } from '../settings/change.server.ts';
import { VersionLine } from '../settings/change-form.tsx';
import { readLanguages, type LanguageState } from '../settings/languages.server.ts';
import { SettingHead } from '../settings/setting-head.tsx';
import { frameOf, requireAdministrator } from '../settings/standing.server.ts';

export const meta: MetaFunction = () => [{ title: 'Languages · Settings · Exhibit' }];

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const current = await inForce(asked.context, staff, 'intake.languages');
  return json({
    languages: await readLanguages(asked.context, staff),
    ...frameOf(asked, staff, 'intake.languages', current),
  });
}

const states: Record<LanguageState, { label: string; tone: string }> = {
  source: { label: 'Always offered', tone: 'good' },
  confirmed: { label: 'Confirmed', tone: 'good' },
  changed: { label: 'Words changed since it was confirmed', tone: 'warn' },
  not_confirmed: { label: 'Not confirmed', tone: 'wait' },
};

export default function Languages() {
  const { languages, standing, history, saved } = useLoaderData<typeof loader>();
  return (
    <>
      <SettingHead title="Languages" />
      <VersionLine standing={standing} history={history} saved={saved} />
      <p className="explain">
        Translations were drafted by a machine. The public is offered English, and each language in which a person of the office has read
        the sentences that a witness must be able to rely on, and has confirmed them. A changed sentence, ours or yours, ends the
        confirmation.
      </p>
      <div className="scroll">
        <table className="settings" aria-label="Languages">
          <thead>
            <tr>
              <th scope="col">Language</th>
              <th scope="col">State</th>
              <th scope="col">Confirmed</th>
              <th scope="col">
                <span className="hidden">What to do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {languages.map((language) => (
              <tr key={language.code}>
                <th scope="row">
                  <bdi>{language.english}</bdi>
                </th>
                <td>
                  <span className={`chip ${states[language.state].tone}`}>{states[language.state].label}</span>
                </td>
                <td className="when">
                  {language.at ? (
                    <>
                      <Moment at={language.at} /> <bdi>{language.by}</bdi>
                    </>
                  ) : (
                    '–'
                  )}
                </td>
                <td>
                  <Link
                    to={`/settings/languages/${language.code}`}
                    aria-label={`${language.state === 'confirmed' ? 'Read' : 'Read and confirm'}: ${language.english}`}
                  >
                    {language.state === 'confirmed' ? 'Read' : 'Read and confirm'}
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
