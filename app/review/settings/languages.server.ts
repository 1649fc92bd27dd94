/** Which languages a person has confirmed, since when, and whether the words are still those that were confirmed. */
import { languageCodes, languageOf } from '#app/i18n/languages.ts';
import { vitalFingerprint, type TextSettings } from '#app/i18n/office-texts.ts';
import type { AppLoadContext } from '@remix-run/node';
import { settings } from '#db/settings/definitions.ts';
import { listVersions, type SettingVersion } from '#db/settings/office.ts';
import type { Staff } from '../session.server.ts';
import { inForce } from './change.server.ts';
import { languageName } from './describe.server.ts';

export type LanguageState = 'source' | 'confirmed' | 'changed' | 'not_confirmed';
const mostVersions = 1000; // who confirmed longer ago than that is said without a name

export async function readTextSettings(context: AppLoadContext, staff: Staff): Promise<TextSettings> {
  const { value, version } = await inForce(context, staff, 'intake.texts');
  return { 'intake.texts': value, textsVersion: version };
}

/** The fourteen, each with its state and who confirmed it. */
export async function readLanguages(context: AppLoadContext, staff: Staff) {
  const texts = await readTextSettings(context, staff);
  const versions = await listVersions(context.sql, staff.accountId, { key: 'intake.languages', limit: mostVersions });
  return languageCodes.map((code) => {
    const confirmed = confirmedIn(versions[0], code);
    const state: LanguageState =
      confirmed === undefined
        ? code === 'en'
          ? 'source'
          : 'not_confirmed'
        : confirmed === vitalFingerprint(texts, code)
          ? 'confirmed'
          : 'changed';
    const made = confirmed === undefined ? undefined : firstWith(versions, code, confirmed);
    return {
      ...languageOf(code),
      english: languageName(code),
      state,
      by: made?.changedBy ?? null,
      at: made && made.changedBy !== null ? made.changedAt.toISOString() : null,
    };
  });
}

function confirmedIn(version: SettingVersion | undefined, code: string): string | undefined {
  const parsed = settings['intake.languages'].schema.safeParse(version?.value);
  return parsed.success ? parsed.data.confirmed[code] : undefined;
}

/** The version that brought this confirmation: the oldest of the unbroken row of newest ones that have it. */
function firstWith(versions: readonly SettingVersion[], code: string, confirmed: string): SettingVersion | undefined {
  const without = versions.findIndex((version) => confirmedIn(version, code) !== confirmed);
  return without < 0 ? versions.at(-1) : versions[without - 1];
}
