import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { json } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { listSessions } from '#db/accounts/sessions.ts';
import { words } from '../labels.ts';
import { Moment } from '../parts/moment.tsx';
import { requireStaff } from '../session.server.ts';
import { shortcutsOn, switchShortcuts } from '../shortcuts.ts';

export const meta: MetaFunction = () => [{ title: 'Your account · Exhibit' }];

export async function loader(asked: LoaderFunctionArgs) {
  const staff = await requireStaff(asked);
  const sessions = await listSessions(asked.context.sql, staff.accountId);
  return json({
    name: staff.name,
    email: staff.email,
    roles: staff.roles,
    sessions: sessions.map((session) => ({
      id: session.id,
      here: session.id === staff.id,
      startedAt: session.startedAt.toISOString(),
      seenAt: session.seenAt.toISOString(),
    })),
  });
}

export default function Account() {
  const { name, email, roles, sessions } = useLoaderData<typeof loader>();
  const [keys, setKeys] = useState(true);
  useEffect(() => setKeys(shortcutsOn()), []);
  return (
    <>
      <div className="title-line">
        <h1>{name}</h1>
        {roles.map((role) => (
          <span key={role} className="chip look">
            {words(role)}
          </span>
        ))}
      </div>
      <p className="sub">{email}</p>
      <section className="card form" aria-labelledby="sessions-title">
        <h2 id="sessions-title">Where you are signed in</h2>
        <ul className="plain">
          {sessions.map((session) => (
            <li key={session.id}>
              Since <Moment at={session.startedAt} />, last used <Moment at={session.seenAt} />{' '}
              {session.here ? <span className="chip good">this browser</span> : null}
            </li>
          ))}
        </ul>
        <p className="quiet">A session ends after 30 minutes without use, and after 12 hours in any case.</p>
      </section>
      <section className="card form" aria-labelledby="keys-title">
        <h2 id="keys-title">Keyboard</h2>
        <label className="choice">
          <input
            type="checkbox"
            checked={keys}
            onChange={(event) => {
              setKeys(event.target.checked);
              switchShortcuts(event.target.checked);
            }}
          />
          <span>
            Single-key shortcuts in this browser
            <small>j and k move in the queue, 1 to 5 choose a decision, R opens “Restrict”.</small>
          </span>
        </label>
      </section>
    </>
  );
}
