import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { languageOf } from '#app/i18n/languages.ts';
import { LongText } from '#app/ui/form.tsx';
import { ownTextLimit } from '#db/settings/intake-schemas.ts';
import { inForce, saveChange } from '../settings/change.server.ts';
import { ChangeForm, VersionLine } from '../settings/change-form.tsx';
import { languageName } from '../settings/describe.server.ts';
import { showNumber } from '../settings/fields.ts';
import { officeWord } from '../settings/office-words.ts';
import { languageParam, officeKeys, ownTextProblem, withOwnText, wordIn } from '../settings/own-text.server.ts';
import { textOf } from '../settings/read-form.server.ts';
import { SettingHead } from '../settings/setting-head.tsx';
import { frameOf, requireAdministrator } from '../settings/standing.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.word.title ?? 'Not found'} · Settings · Exhibit` }];

function paramsOf({ language, text }: LoaderFunctionArgs['params']) {
  if (text === undefined || !officeKeys.includes(text)) throw new Response(null, { status: 404 });
  return { code: languageParam(language), key: text };
}

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const { code, key } = paramsOf(asked.params);
  const current = await inForce(asked.context, staff, 'intake.texts');
  const settings = { 'intake.texts': current.value, textsVersion: current.version };
  return json({
    word: { ...officeWord(key), ...wordIn(settings, code, key) },
    language: { ...languageOf(code), english: languageName(code) },
    limit: showNumber(ownTextLimit),
    ...frameOf(asked, staff, 'intake.texts', current),
  });
}

export async function action(asked: ActionFunctionArgs) {
  const staff = await requireAdministrator(asked);
  const { code, key } = paramsOf(asked.params);
  const sent = await asked.request.formData();
  const text = sent.get('intent') === 'default' ? null : textOf(sent, 'text');
  const problem = text === null ? undefined : ownTextProblem(key, text);
  return saveChange(asked.context, staff, {
    key: 'intake.texts',
    sent,
    errors: problem ? { text: problem } : {},
    part: ({ own }) => own[code]?.[key] ?? null,
    change: (whole) => withOwnText(whole, { code, key, text }),
    page: `/settings/texts/${code}/${key}`,
  });
}

export default function OwnText() {
  const { word, language, limit, standing, history, saved, fresh, reasons } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const page = `/settings/texts/${language.code}/${word.key}`;
  return (
    <>
      <SettingHead
        title={word.name === word.title ? word.title : `${word.title}: ${word.name}`}
        up={{ to: `/settings/texts?language=${language.code}`, label: 'The office’s own words' }}
      >
        <span className="chip look">{language.english}</span>
      </SettingHead>
      <VersionLine standing={standing} history={history} saved={saved} />
      <p className="explain">{word.explain}</p>
      <dl className="differences">
        <div>
          <dt>Default words in English</dt>
          <dd>{word.english === '' ? '(empty)' : word.english}</dd>
        </div>
        {language.code === 'en' ? null : (
          <div>
            <dt>Default words in this language</dt>
            <dd lang={language.code} dir={language.direction}>
              {word.standard ?? <span lang="en">None: the English words are shown.</span>}
            </dd>
          </div>
        )}
      </dl>
      <ChangeForm
        read={standing.version}
        values={{ text: [word.own ?? ''] }}
        refused={refused}
        fresh={fresh}
        reasons={reasons}
        page={page}
        more={
          word.own === null ? null : (
            <button name="intent" value="default" className="second" disabled={!(fresh || refused?.confirm)}>
              Use the default words
            </button>
          )
        }
      >
        <div lang={language.code} className="own-text">
          <LongText
            name="text"
            label={<span lang="en">Your own words</span>}
            hint={<span lang="en">{`One paragraph of at most ${limit} characters. What stands in {{curly brackets}} must stay.`}</span>}
            rows={5}
          />
        </div>
      </ChangeForm>
    </>
  );
}
