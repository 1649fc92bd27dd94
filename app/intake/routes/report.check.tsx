import { json, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { Fragment } from 'react';
import { describeFile } from '#app/answers/describe-file.ts';
import { formatSize, languageOf, textsIn } from '#app/i18n/texts.ts';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState, Tick } from '#app/ui/form.tsx';
import { showName } from '#app/ui/visible-text.ts';
import { AnswerList, describeAnswers } from '../answers-view.tsx';
import { handIn, missingSections } from '../hand-in.ts';
import { readEventChoices } from '../incidents.ts';
import { givenLinks, openLeads, openLinks } from '../kept-links.ts';
import { HiddenField } from '../load/hidden-field.tsx';
import { noteHiddenField } from '../load/note-hidden-field.ts';
import { demandDraft, readBody, receiptPath } from '../questions/question-page.ts';
import { questions } from '../questions/questions.ts';
import { orRefuse } from '../refuse.ts';
import { titled, useLanguage, useSay } from '../speech.tsx';
import { readStatement } from '../statement-of-truth.ts';
import { endCookie } from '../upload/keep-cookie.ts';
import { isStatement, readReportFiles, type ReportFile } from '../upload/report-files.ts';

export const meta = titled('check.title');

export async function loader({ request, context }: LoaderFunctionArgs) {
  return orRefuse(async () => {
    const { content, ...draft } = await demandDraft(request, context);
    const [files, settings] = await Promise.all([readReportFiles(context, { content, ...draft }), context.intake.settings()]);
    const { code } = languageOf(content.language);
    // Said among the files, where it is only marked as what it is: told all the same.
    const what = files.some(isStatement) ? { ...content.sections.what, statement: true as const } : content.sections.what;
    const incidents = Object.fromEntries(readEventChoices(settings, content).map((incident) => [incident.code, incident.title]));
    // As they will be kept: a witness sees before handing in what is left of an address.
    const { losing, links } = content.sections;
    const kept = { losing: losing && openLeads(losing), links: links && openLinks(links) };
    return {
      groups: describeAnswers(textsIn(code), code, { ...content.sections, what, ...kept }, incidents),
      sealsLinks: links !== undefined && givenLinks(links).length > 0,
      missing: missingSections(content.sections, files),
      files,
      truth: readStatement(settings, content),
    };
  });
}

/** Handing in. Pressed twice, from two tabs or again after a lost reply: the record knows the draft and answers with the same receipt. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await readBody(request);
  return orRefuse(async () => {
    const draft = await demandDraft(request, context); // goes to the receipt where the report is in already
    const { content } = draft;
    const say = textsIn(languageOf(content.language).code);
    const [files, settings] = await Promise.all([readReportFiles(context, draft), context.intake.settings()]);
    const errors: Record<string, string> = {};
    for (const name of missingSections(content.sections, files)) errors[`missing-${name}`] = say(`check.missing.${name}`);
    // Asked here and not of the page: meanwhile a file may have been finished, or another have broken off.
    if (files.some(({ stored }) => !stored) && !form.tick('without')) errors.without = say('check.unfinished.required');
    const { shown } = readStatement(settings, content);
    // What is recorded is what stood on the page: in another window the part, the language or the office's words may have changed since.
    const isChanged = form.values.shown !== undefined && form.values.shown[0] !== shown.sha256;
    if (isChanged) errors.truth = say('check.truth.changed');
    else if (!form.tick('truth')) errors.truth = say('check.truth.required');
    if (Object.keys(errors).length > 0) return json({ errors }, { status: 422 });
    await noteHiddenField(context, draft.ticket, form);
    try {
      if ((await handIn(context, draft)) === null) return redirect('/report/check', 303);
      return redirect(receiptPath, { status: 303, headers: endCookie({ request, context }) });
    } catch (error) {
      if ((error as Error).name !== 'DraftChangedElsewhere') throw error;
      return json({ errors: { truth: say('check.truth.changed') } as Record<string, string> }, { status: 409 }); // the page shows what is there now
    }
  });
}

export default function Check() {
  const { groups, sealsLinks, missing, files, truth } = useLoaderData<typeof loader>();
  const errors: Record<string, string> = useActionData<typeof action>()?.errors ?? {};
  const say = useSay();
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
          {group.section === 'links' && sealsLinks ? (
            <p className="quiet">
              {say('links.cleaned')} {say('links.sealed')}
            </p>
          ) : null}
        </section>
      ))}
      <Files id="files" title={say('check.files')} files={files.filter(({ declared }) => declared.role === 'evidence')} />
      <Files id="statement" title={say('check.statement')} files={files.filter(({ declared }) => declared.role === 'statement')} />
      <h2>{say('check.truth.title')}</h2>
      <Unfinished files={files} />
      {missing.length > 0 ? (
        <p>
          {say('check.missing.after')} <a href="/report">{say('question.back')}</a>
        </p>
      ) : (
        <form method="post" noValidate>
          <input type="hidden" name="shown" value={truth.shown.sha256} />
          {truth.warning === null ? null : <p className="panel warn">{truth.warning}</p>}
          <FormState values={{}} errors={errors}>
            <HiddenField />
            {files.some(({ stored }) => !stored) ? <Tick name="without" label={say('check.unfinished.without')} /> : null}
            <Tick name="truth" label={truth.statement} />
          </FormState>
          <button type="submit">{say('check.submit')}</button>
          <p className="quiet">{say('check.once')}</p>
        </form>
      )}
    </>
  );
}

/** Files that did not arrive whole are named where it is decided to go without them. */
function Unfinished({ files }: { files: readonly ReportFile[] }) {
  const say = useSay();
  const left = files.filter(({ stored }) => !stored);
  if (left.length === 0) return null;
  const pages = [...new Set(left.map(({ declared }) => (declared.role === 'statement' ? 'statement' : 'files')))];
  return (
    <div className="panel warn">
      <h2>{say('check.unfinished')}</h2>
      <ul>
        {left.map(({ id, name }) => (
          <li key={id}>
            <bdi>{showName(name) || say('files.nameless')}</bdi>
          </li>
        ))}
      </ul>
      <p>{say('check.unfinished.why')}</p>
      {pages.map((page) => (
        <p key={page}>
          <a href={`/report/${page}?from=check`}>{say(page === 'files' ? 'check.unfinished.finish' : 'check.statement')}</a>
        </p>
      ))}
    </div>
  );
}

/** One page's files. Nobody is asked for a statement here: where there is none, there is no such group. */
function Files({ id, title, files }: { id: 'files' | 'statement'; title: string; files: readonly ReportFile[] }) {
  const say = useSay();
  const { code } = useLanguage();
  if (id === 'statement' && files.length === 0) return null;
  const change = (
    <dd className="act">
      <a href={`/report/${id}?from=check`} aria-label={say('check.changeNamed', { section: title })}>
        {say('check.change')}
      </a>
    </dd>
  );
  return (
    <section aria-labelledby={`group-${id}`}>
      <h2 id={`group-${id}`}>{title}</h2>
      <dl className="facts">
        {files.length === 0 ? (
          <div>
            <dt className="hidden">{title}</dt>
            <dd>{say('check.noFiles')}</dd>
            {change}
          </div>
        ) : null}
        {files.map(({ id: upload, name, size, stored, caption, declared }, index) => (
          <div key={upload}>
            <dt>
              <bdi>{showName(name) || say('files.nameless')}</bdi>
            </dt>
            <dd dir="auto">
              {stored ? formatSize(size, code) : say('files.unfinished')}
              {caption ? `\n${caption}` : ''}
              {describeFile(say, declared).map(({ label, value }) => (
                <Fragment key={label}>
                  {'\n'}
                  {label} <bdi>{value}</bdi>
                </Fragment>
              ))}
            </dd>
            {index === 0 ? change : null}
          </div>
        ))}
      </dl>
    </section>
  );
}
