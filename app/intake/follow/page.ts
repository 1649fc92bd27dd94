/** Reads the page of a returning witness: what the record tells, beside what the office has set. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { readPage, type FollowedPage } from '#db/intake/follow.ts';
import { titleIn } from '../incidents.ts';
import { orRefuse } from '../refuse.ts';
import { demandReturn } from './session.ts';

export type ReturnPage = FollowedPage & {
  mark: string;
  /** The office means to have read a new report within so many days. */
  responseDays: number;
  /** Titles of the office's incidents by code, in the page's language. */
  incidents: Record<string, string>;
};

export async function loadReturn({ request, context }: Pick<LoaderFunctionArgs, 'request' | 'context'>): Promise<ReturnPage> {
  const session = await demandReturn(request, context);
  return orRefuse(async () => {
    const page = await readPage(context.sql, session);
    const settings = await context.intake.settings();
    const incidents = settings['intake.incidents'].map(({ code, title }) => [code, titleIn(title, page.language)] as const);
    return { ...page, mark: session.mark, responseDays: settings['intake.response'].days, incidents: Object.fromEntries(incidents) };
  });
}
