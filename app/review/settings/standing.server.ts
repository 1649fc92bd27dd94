/** What each settings page shows beside its form: the version in force, who made it and why, and how to change it. */
import type { AppLoadContext } from '@remix-run/node';
import { changeReasons } from '#db/settings/change-reasons.ts';
import type { SettingKey } from '#db/settings/definitions.ts';
import type { SettingVersion } from '#db/settings/office.ts';
import { labelOf } from '../labels.ts';
import { requireStaff, type Staff } from '../session.server.ts';

export type Asked = { request: Request; context: AppLoadContext };

/** Only an administrator; anyone else gets 403. */
export function requireAdministrator(asked: Asked): Promise<Staff> {
  return requireStaff(asked, ['settings.write']);
}

type Made = Pick<SettingVersion, 'version' | 'changedAt' | 'changedBy' | 'reason'>;

export function standingOf({ version, changedAt, changedBy, reason }: Made) {
  return {
    version,
    changedAt: changedBy === null ? null : changedAt.toISOString(),
    changedBy,
    reason: reason === null ? null : labelOf(changeReasons, reason),
  };
}

/** For the form and the line above it. `saved` is true only right after this very version was made. */
export function frameOf(asked: Asked, staff: Staff, key: SettingKey, made: Made) {
  return {
    standing: standingOf(made),
    history: `/settings/versions/${key}`,
    saved: new URL(asked.request.url).searchParams.get('saved') === String(made.version),
    fresh: staff.fresh,
    reasons: Object.entries(changeReasons).map(([value, label]) => ({ value, label })),
  };
}
