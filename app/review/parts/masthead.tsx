import { Form, Link, NavLink } from '@remix-run/react';

type StaffShown = {
  name: string;
  roles: string[];
  demo: boolean;
  places: { queue: boolean; messages: boolean; cases: boolean; custody: boolean; tasks: boolean; settings: boolean };
};

export function Masthead({ staff }: { staff: StaffShown | null }) {
  return (
    <header className="bar">
      <Link to="/" className="bar-name">
        Exhibit <small>review</small>
      </Link>
      {staff ? (
        <>
          <nav aria-label="Main">
            {staff.places.queue ? <NavLink to="/queue">Queue</NavLink> : null}
            {staff.places.messages ? <NavLink to="/messages">Messages</NavLink> : null}
            {staff.places.tasks ? <NavLink to="/tasks">Tasks</NavLink> : null}
            {staff.places.cases ? <NavLink to="/cases">Cases</NavLink> : null}
            {staff.places.custody ? <NavLink to="/custody">Custody</NavLink> : null}
            {staff.places.settings ? <NavLink to="/settings">Settings</NavLink> : null}
          </nav>
          <div className="bar-end">
            <NavLink to="/account">
              {staff.name}
              {staff.demo ? ' (demo)' : ''}
            </NavLink>
            <Form method="post" action="/sign-out">
              <button className="quiet-button">Sign out</button>
            </Form>
          </div>
        </>
      ) : null}
    </header>
  );
}
