import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';

/** Way back and title of a settings page. */
export function SettingHead({ title, up, children }: { title: ReactNode; up?: { to: string; label: string }; children?: ReactNode }) {
  return (
    <>
      <p className="crumb">
        <Link to="/settings">Settings</Link>
        {up ? (
          <>
            {' › '}
            <Link to={up.to}>{up.label}</Link>
          </>
        ) : null}
      </p>
      <div className="title-line">
        <h1>{title}</h1>
        {children}
      </div>
    </>
  );
}
