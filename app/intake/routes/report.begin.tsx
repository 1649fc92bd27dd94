import type { ActionFunctionArgs } from '@remix-run/node';
import { useActionData } from '@remix-run/react';
import type { LanguageHandle } from '../language-menu.tsx';
import { askForm, AskView, StartAgainView } from '../load/ask-page.tsx';
import { askInLanguage, type AskPage } from '../load/start.ts';
import { titled } from '../speech.tsx';
import { action as startReport } from './report._index.tsx';

export const meta = titled('load.begin');
export const handle: LanguageHandle = { languageForm: askForm };
/** The same as at `/report`, where most come from; only this address has a page to show to whoever is asked for a moment first. */
export const action = async (route: ActionFunctionArgs) => (await askInLanguage(route.context, route.request)) ?? startReport(route);

export default function Begin() {
  const page = useActionData() as AskPage | undefined; // JSON of the action above
  return page ? <AskView page={page} /> : <StartAgainView />;
}
