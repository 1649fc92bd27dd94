import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { vitalFingerprint, vitalTexts } from '#app/i18n/office-texts.ts';
import { Tick } from '#app/ui/form.tsx';
import { inForce, refuse, saveChange } from '../settings/change.server.ts';
import { ChangeForm, VersionLine } from '../settings/change-form.tsx';
import { readLanguages, readTextSettings } from '../settings/languages.server.ts';
import { groupVital } from '../settings/vital-groups.ts';
import { languageParam } from '../settings/own-text.server.ts';
import { textOf } from '../settings/read-form.server.ts';
import { SettingHead } from '../settings/setting-head.tsx';
import { frameOf, requireAdministrator } from '../settings/standing.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.language?.english ?? 'Not found'} · Languages · Settings · Exhibit` },
];

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const code = languageParam(asked.params.language);
  const texts = await readTextSettings(asked.context, staff);
  const current = await inForce(asked.context, staff, 'intake.languages');
  return json({
    language: (await readLanguages(asked.context, staff)).find((one) => one.code === code) ?? null,
    groups: groupVital(vitalTexts(texts, code)),
    fingerprint: vitalFingerprint(texts, code),
    ...frameOf(asked, staff, 'intake.languages', current),
  });
}

export async function action(asked: ActionFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const code = languageParam(asked.params.language);
  const sent = await asked.request.formData();
  const isTakenBack = sent.get('intent') === 'take-back';
  const fingerprint = textOf(sent, 'fingerprint');
  // What is confirmed is what was read, not what stands there now.
  if (!isTakenBack && fingerprint !== vitalFingerprint(await readTextSettings(asked.context, staff), code))
    return refuse(409, sent, {
      message: 'Not saved: a sentence changed while you were reading. The new words are below; read them and confirm again.',
      values: { reason: [textOf(sent, 'reason')] }, // the tick was about the old words
    });
  const errors = isTakenBack || sent.get('right') === 'yes' ? {} : { right: 'Tick the box when you have read all of the sentences.' };
  return saveChange(asked.context, staff, {
    key: 'intake.languages',
    sent,
    errors,
    part: ({ confirmed }) => confirmed[code] ?? null,
    change: ({ confirmed }) => {
      const { [code]: _, ...others } = confirmed;
      return { confirmed: isTakenBack ? others : { ...others, [code]: fingerprint } };
    },
    page: `/settings/languages/${code}`,
  });
}

export default function Language() {
  const { language, groups, fingerprint, standing, history, saved, fresh, reasons } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  if (!language) return null;
  const page = `/settings/languages/${language.code}`;
  const isConfirmed = language.state === 'confirmed';
  return (
    <>
      <SettingHead title={<bdi>{language.english}</bdi>} up={{ to: '/settings/languages', label: 'Languages' }} />
      <VersionLine standing={standing} history={history} saved={saved} />
      <p className="explain">
        These are the sentences that a witness must be able to rely on. Read each one beside the English one: it must say the same, no more
        and no less. {isConfirmed ? 'They are confirmed as they stand here.' : null}
        {language.state === 'changed' ? 'A sentence has changed since they were confirmed.' : null}
      </p>
      {groups.map(({ title, texts }, n) => (
        <section key={title} aria-labelledby={`vital-${n}`} className="setting-group">
          <h2 id={`vital-${n}`}>{title}</h2>
          <dl className="vital">
            {texts.map((text) => (
              <div key={text.key}>
                <dt>{text.name}</dt>
                <dd>{text.english === '' ? '(empty)' : text.english}</dd>
                {language.code === 'en' ? null : <Translated text={text} language={language} />}
              </div>
            ))}
          </dl>
        </section>
      ))}
      <ChangeForm
        read={standing.version}
        values={{ reason: ['translation'] }}
        refused={refused}
        fresh={fresh}
        reasons={reasons}
        page={page}
        button={isConfirmed ? 'Confirm again' : 'Confirm this language'}
        more={
          language.state === 'confirmed' || language.state === 'changed' ? (
            <button name="intent" value="take-back" className="second" disabled={!(fresh || refused?.confirm)}>
              Take the confirmation back
            </button>
          ) : null
        }
      >
        <input type="hidden" name="fingerprint" value={fingerprint} />
        <Tick key={fingerprint} name="right" label="I have read all of these and they are right" />
      </ChangeForm>
    </>
  );
}

function Translated({ text, language }: { text: { english: string; text: string }; language: { code: string; direction: string } }) {
  if (text.text === '') return <dd>(empty)</dd>;
  if (text.text === text.english)
    return (
      <dd>
        {text.text} <span className="chip warn">still in English</span>
      </dd>
    );
  return (
    <dd lang={language.code} dir={language.direction}>
      {text.text}
    </dd>
  );
}
