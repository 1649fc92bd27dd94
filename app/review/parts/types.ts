/** The page's data as components get it: what the loader sends, after JSON. */
import type { SerializeFrom } from '@remix-run/node';
import type { loader } from '../routes/submissions.$id.tsx';

type Page = SerializeFrom<typeof loader>;
export type ReportShown = Page['report'];
export type MayShown = Page['may'];
export type ReasonsShown = Page['reasons'];
export type CasesShown = Page['cases'];
