import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json, redirect } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { z } from 'zod';
import { startSession } from '#db/accounts/sign-in.ts';
import { revokeSession } from '#db/accounts/sessions.ts';
import { newToken } from '#infra/vault/tokens.ts';
import { CredentialFields } from '../parts/credential-fields.tsx';
import { readStaff, safeReturn, sessionCookie } from '../session.server.ts';
import { checkCredentials } from '../sign-in.server.ts';

export const meta: MetaFunction = () => [{ title: 'Sign in · Exhibit' }];

const form = z.object({
  email: z.string().trim().min(3).max(254),
  password: z.string().min(1).max(1024),
  code: z.string().trim().min(6).max(12),
});
const refused =
  'That did not work: check e-mail, password and code. A code works once; wait for the next one. After several failures an account pauses for a while.';

export async function loader(asked: LoaderFunctionArgs) {
  const to = safeReturn(new URL(asked.request.url).searchParams.get('to'));
  if (await readStaff(asked)) return redirect(to);
  return json({ to });
}

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await request.formData();
  const parsed = form.safeParse(Object.fromEntries(sent));
  const email = String(sent.get('email') ?? '').slice(0, 254);
  if (!parsed.success) return json({ error: refused, email }, { status: 400 });
  const checked = await checkCredentials(context, parsed.data);
  if (checked.outcome === 'wrong') return json({ error: refused, email }, { status: 401 });
  const { token, hash } = newToken();
  const started = await startSession(context.sql, { accountId: checked.accountId, totpStep: checked.totpStep, tokenHash: hash });
  if (started.outcome === 'code_used') return json({ error: refused, email }, { status: 401 });
  // A session that this browser still held ends: one browser, one session, and never one that someone else planted.
  const earlier = await readStaff({ request, context }, { touch: false });
  if (earlier) await revokeSession(context.sql, earlier);
  return redirect(safeReturn(sent.get('to')), { headers: { 'Set-Cookie': sessionCookie(context, token) } });
}

export default function SignIn() {
  const { to } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  const busy = useNavigation().state !== 'idle';
  return (
    <div className="sign-in">
      <h1>Sign in</h1>
      {failed ? (
        <p className="alert" role="alert">
          {failed.error}
        </p>
      ) : null}
      <Form method="post">
        <input type="hidden" name="to" value={to} />
        <div className="field">
          <label htmlFor="email">E-mail</label>
          <input id="email" name="email" type="email" autoComplete="username" required defaultValue={failed?.email} spellCheck={false} />
        </div>
        <CredentialFields />
        <button disabled={busy}>{busy ? 'Checking…' : 'Sign in'}</button>
      </Form>
      <p className="quiet">Accounts are made by the office. Every sign-in and every look at a report is written to the custody log.</p>
    </div>
  );
}
