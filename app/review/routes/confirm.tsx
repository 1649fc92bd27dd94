import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json, redirect } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { freshMinutes } from '#db/accounts/sessions.ts';
import { freshenSession } from '#db/accounts/sign-in.ts';
import { CredentialFields } from '../parts/credential-fields.tsx';
import { requireStaff, safeReturn } from '../session.server.ts';
import { checkCredentials } from '../sign-in.server.ts';

export const meta: MetaFunction = () => [{ title: 'Confirm that it is you · Exhibit' }];

const form = z.object({ password: z.string().min(1).max(1024), code: z.string().trim().min(6).max(12) });
const refused = 'That did not work: check password and code. A code works once; wait for the next one.';

export async function loader(asked: LoaderFunctionArgs) {
  await requireStaff(asked);
  return json({ to: safeReturn(new URL(asked.request.url).searchParams.get('to')), minutes: freshMinutes });
}

export async function action(asked: ActionFunctionArgs) {
  const staff = await requireStaff(asked);
  const sent = await asked.request.formData();
  const parsed = form.safeParse(Object.fromEntries(sent));
  if (!parsed.success) return json({ error: refused }, { status: 400 });
  const checked = await checkCredentials(asked.context, { email: staff.email, ...parsed.data });
  if (checked.outcome === 'wrong') return json({ error: refused }, { status: 401 });
  const made = await freshenSession(asked.context.sql, { sessionId: staff.id, accountId: staff.accountId, totpStep: checked.totpStep });
  if (made.outcome === 'code_used') return json({ error: refused }, { status: 401 });
  return redirect(safeReturn(sent.get('to')));
}

export default function Confirm() {
  const { to, minutes } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  return (
    <div className="sign-in">
      <h1>Confirm that it is you</h1>
      <p>This step needs a fresh sign-in. Give your password and a new code; it holds for {minutes} minutes.</p>
      {failed ? (
        <p className="alert" role="alert">
          {failed.error}
        </p>
      ) : null}
      <Form method="post">
        <input type="hidden" name="to" value={to} />
        <CredentialFields />
        <button>Confirm</button>
      </Form>
    </div>
  );
}
