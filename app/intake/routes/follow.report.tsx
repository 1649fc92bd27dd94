import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { closePage } from '#db/intake/follow-session.ts';
import { readPage } from '#db/intake/follow.ts';
import { clearTicket } from '../draft/cookie.ts';
import { answerForm } from '../follow/answer.ts';
import { countWaiting, openAddition } from '../follow/addition.ts';
import { clearFollowToken, cookieHeaders } from '../follow/cookie.ts';
import { loadReturn } from '../follow/page.ts';
import { AddButton, Choices, Files, Messages, Report, Requests, Status, Waiting } from '../follow/parts.tsx';
import { findReceiptOf } from '../follow/receipt-left.ts';
import { spokenOn } from '../follow/session.ts';
import { orRefuse } from '../refuse.ts';
import { titled, useSay } from '../speech.tsx';

export const meta = titled('follow.title');
export const handle = { languageForm: 'page' };

export async function loader(route: LoaderFunctionArgs) {
  const page = await loadReturn(route);
  const waiting = await orRefuse(() => countWaiting(route.request, route.context, page));
  return { ...page, waiting };
}

/** The page's two buttons: add files, and close it. */
export async function action(route: ActionFunctionArgs) {
  return answerForm(
    route,
    async ({ session, form, context, request }) => {
      switch (form.values.do?.[0]) {
        case 'add':
          return { to: '/follow/files', headers: await openAddition(request, context, session) };
        case 'leave': {
          const receipt = await findReceiptOf(request, context, await readPage(context.sql, session));
          const to = await spokenOn('/follow?closed', request, context);
          await closePage(context.sql, session);
          const { secure } = context;
          return { to, headers: cookieHeaders([clearFollowToken(secure), clearTicket(secure, 'addition'), ...(await receipt.end())]) };
        }
        default:
          return { to: '/follow/report' };
      }
    },
    { additions: { field: 'do', key: 'follow.add.tooMany' } },
  );
}

export default function FollowedReport() {
  const page = useLoaderData<typeof loader>();
  const say = useSay();
  return (
    <>
      <h1>
        <bdi>{page.reference}</bdi>
      </h1>
      <form method="post" id="page" className="no-print">
        <input type="hidden" name="opened" value={page.mark} />
        <button type="submit" name="do" value="leave" className="second">
          {say('follow.leave')}
        </button>
      </form>
      <Waiting count={page.waiting} />
      <Status page={page} />
      <Requests page={page} />
      <h2>{say('follow.messages')}</h2>
      <Messages messages={page.messages} />
      <p>
        <a className="button second" href="/follow/messages">
          {say('follow.messages.write')}
        </a>
      </p>
      <h2>{say('follow.files')}</h2>
      <Files files={page.files} />
      <AddButton mark={page.mark} label={say('follow.add')} />
      <h2>{say('follow.report')}</h2>
      <Report page={page} />
      <p>
        <a className="button second" href="/follow/correct">
          {say('follow.correct')}
        </a>
      </p>
      <h2>{say('follow.choices')}</h2>
      <Choices page={page} />
      <p>
        <a href="/follow/choices">{say('follow.choices.change')}</a>
      </p>
      <h2>{say('follow.more')}</h2>
      <ul>
        <li>
          <a href="/follow/proof">{say('follow.proof')}</a>
        </li>
        <li>
          <a href="/follow/known">{say('follow.known')}</a>
        </li>
        <li>
          <a href="/follow/passphrase">{say('follow.renew')}</a>
        </li>
        <li>
          <a href="/follow/close">{say('follow.forGood')}</a>
        </li>
      </ul>
    </>
  );
}
