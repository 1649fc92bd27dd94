import { json, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { formatSize, languageOf, textsIn } from '#app/i18n/texts.ts';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState, Tick } from '#app/ui/form.tsx';
import { showName } from '#app/ui/visible-text.ts';
import { readUploads } from '#db/intake/uploads.ts';
import { AnswerList, describeAnswers } from '../answers-view.tsx';
import { handIn, missingSections } from '../hand-in.ts';
import { demandDraft, readBody, receiptPath } from '../questions/question-page.ts';
import { questions } from '../questions/questions.ts';
import { orRefuse } from '../refuse.ts';
import { useLanguage, useSay } from '../speech.tsx';

const english = textsIn('en');
export const meta: MetaFunction = () => [{ title: english('check.title') }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  return orRefuse(async () => {
    const draft = await demandDraft(request, context);
    const language = languageOf(draft.content.language);
    const words = new Map(draft.content.files.map((file) => [file.upload, file]));
    const uploads = await readUploads(context.sql, draft.proof);
    const settings = await context.intake.settings();
    return {
      groups: describeAnswers(textsIn(language.code), language.code, draft.content.sections),
      missing: missingSections(draft.content.sections),
      files: uploads.map(({ id, size, state }) => ({
        id,
        size,
        stored: state === 'stored',
        name: words.get(id)?.name ?? '',
        caption: words.get(id)?.caption ?? '',
      })),
      truth: settings['intake.notices'].truth,
    };
  });
}

/** Handing in. Pressed twice, from two tabs or again after a lost reply: the record knows the draft and answers with the same receipt. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await readBody(request);
  return orRefuse(async () => {
    const draft = await demandDraft(request, context, form); // goes to the receipt where the report is in already
    const say = textsIn(languageOf(draft.content.language).code);
    const errors: Record<string, string> = {};
    for (const name of missingSections(draft.content.sections)) errors[`missing-${name}`] = say(`check.missing.${name}`);
    if (!form.tick('truth')) errors.truth = say('check.truth.required');
    if (Object.keys(errors).length > 0) return json({ errors }, { status: 422 });
    await handIn(context, draft);
    return redirect(receiptPath, 303);
  });
}

export default function Check() {
  const { groups, missing, files, truth } = useLoaderData<typeof loader>();
  const errors: Record<string, string> = useActionData<typeof action>()?.errors ?? {};
  const say = useSay();
  const { code } = useLanguage();
  return (
    <>
      <a className="back" href="/report">
        {say('question.back')}
      </a>
      <ErrorSummary title={say('error.summary')} errors={errors} />
      <h1>{say('check.title')}</h1>
      {missing.length > 0 ? (
        <div className="panel warn">
          <h2>{say('check.missing')}</h2>
          <ul>
            {missing.map((name) => (
              <li key={name}>
                <a id={`missing-${name}`} href={`${questions[name].path}?from=check`}>
                  {say(`check.missing.${name}`)}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {groups.map((group) => (
        <section key={group.section} aria-labelledby={`group-${group.section}`}>
          <h2 id={`group-${group.section}`}>{group.title}</h2>
          <AnswerList group={group} say={say} change={`${questions[group.section].path}?from=check`} />
        </section>
      ))}
      <section aria-labelledby="group-files">
        <h2 id="group-files">{say('check.files')}</h2>
        <dl className="facts">
          {files.length === 0 ? (
            <div>
              <dt className="hidden">{say('check.files')}</dt>
              <dd>{say('check.noFiles')}</dd>
              <dd className="act">
                <a href="/report/files">{say('check.change')}</a>
              </dd>
            </div>
          ) : null}
          {files.map((file, index) => (
            <div key={file.id}>
              <dt>
                <bdi>{showName(file.name) || say('files.nameless')}</bdi>
              </dt>
              <dd dir="auto">
                {file.stored ? formatSize(file.size, code) : say('check.unfinished', { name: showName(file.name) })}
                {file.caption ? `\n${file.caption}` : ''}
              </dd>
              {index === 0 ? (
                <dd className="act">
                  <a href="/report/files" aria-label={say('check.changeNamed', { section: say('check.files') })}>
                    {say('check.change')}
                  </a>
                </dd>
              ) : null}
            </div>
          ))}
        </dl>
      </section>
      <h2>{say('check.truth.title')}</h2>
      {missing.length > 0 ? (
        <p>
          {say('check.missing.after')} <a href="/report">{say('question.back')}</a>
        </p>
      ) : (
        <form method="post" noValidate>
          <FormState values={{}} errors={errors}>
            <Tick name="truth" label={truth} />
          </FormState>
          <button type="submit">{say('check.submit')}</button>
          <p className="quiet">{say('check.once')}</p>
        </form>
      )}
    </>
  );
}
