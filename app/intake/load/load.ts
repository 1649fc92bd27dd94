/** Everything of this folder that outlives a request, opened once a process and handed to routes in their context. */
import type { Sql } from '#db/connect.ts';
import { countDrafts, readLoadKeys, spendOnce } from '#db/intake/load.ts';
import type { Metrics } from '#infra/metrics/metrics.ts';
import { keyRing } from './day-keys.ts';
import { openGate, type Gate } from './gate.ts';
import { openPaces, type Paces } from './paces.ts';
import { mostDrafts } from './price.ts';
import { openToll, type Toll } from './tolls.ts';

export type Load = {
  gate: Gate;
  paces: Paces;
  toll: Toll;
  /** A field that people neither see nor reach was filled in. */
  noteHiddenField(): void;
};

export function openLoad(sql: Sql, metrics: Metrics): Load {
  return {
    gate: openGate({
      keys: keyRing(() => readLoadKeys(sql)),
      spend: (id) => spendOnce(sql, id),
      countDrafts: () => countDrafts(sql, mostDrafts),
      metrics,
    }),
    paces: openPaces((pace) => metrics.count('drafts_slowed', { pace })),
    toll: openToll(metrics),
    noteHiddenField: () => metrics.count('hidden_fields_filled'),
  };
}
