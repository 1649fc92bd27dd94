/**
 * The gate before a new report. It counts how many start, and asks for a short sum or a short wait when many do. It sees no address, keeps no list of people,
 * and turns nobody away: whoever answers what is asked gets in, five hundred behind one address like five hundred behind five hundred.
 *
 * Counting is each process's own and forgets after a minute. What is asked is signed with the day's key of the record and spent there, so it makes no
 * difference which process asked and which is answered.
 */
import { randomUUID } from 'node:crypto';
import type { Challenge } from 'altcha-lib';
import type { Metrics } from '#infra/metrics/metrics.ts';
import type { KeyRing } from './day-keys.ts';
import { levelOf, mostDrafts, priceOf, type LoadSettings } from './price.ts';
import { slidingCount } from './sliding-count.ts';
import { checkSum, makeSum } from './sums.ts';
import { readWait, waitLasts, writeWait, type Wait } from './waits.ts';

/** What came with the form: one of them, both, or none. */
export type Offered = { sum?: string | undefined; wait?: string | undefined };
/** `early`: the wait is not over. `used`: it was good for another report. `wrong`: it is none of ours. */
export type Trouble = 'early' | 'expired' | 'used' | 'wrong';
export type Admission = { admitted: true; by: 'free' | 'sum' | 'wait' } | { admitted: false; trouble: Trouble | null; kept: Wait | null };
/** What a page asks for: either of the two is enough. `seconds` is how long the wait still lasts. */
export type Asked = { challenge: Challenge; wait: string; seconds: number };

export type Gate = {
  /** A wait that a page carries, for asking again without judging it; null for none of ours. */
  recall(token: string): Promise<Wait | null>;
  admit(settings: LoadSettings, offered: Offered): Promise<Admission>;
  /** `kept` is a wait that has begun: it goes on instead of beginning again. */
  ask(settings: LoadSettings, kept: Wait | null): Promise<Asked>;
};

type Parts = {
  keys: KeyRing;
  /** True for the first who comes with an id. */
  spend(id: string): Promise<boolean>;
  /** Drafts alive in the record; asked now and then. */
  countDrafts(): Promise<number>;
  metrics: Pick<Metrics, 'count' | 'set'>;
  clock?: () => number;
};

const draftsAge = 15_000; // milliseconds for which a count of drafts is good enough

export function openGate({ keys, spend, countDrafts, metrics, clock = Date.now }: Parts): Gate {
  const starts = slidingCount(clock);
  let drafts = { at: Number.NEGATIVE_INFINITY, alive: 0 };

  async function refreshDrafts(): Promise<void> {
    if (clock() - drafts.at < draftsAge) return;
    drafts = { ...drafts, at: clock() }; // others need not ask meanwhile
    // A record that does not answer is found out a moment later, by whoever starts a draft in it.
    const alive = await countDrafts().catch(() => drafts.alive);
    drafts = { ...drafts, alive };
    metrics.set('drafts_alive', alive);
    metrics.set('drafts_most', mostDrafts);
  }
  function level(settings: LoadSettings): number {
    const now = levelOf(starts.now(), drafts.alive, settings);
    metrics.set('start_level', now);
    return now;
  }
  function letIn(by: 'free' | 'sum' | 'wait'): Admission {
    starts.add();
    metrics.count('report_starts', { paid: by });
    return { admitted: true, by };
  }
  function refuse(trouble: Trouble | null, kept: Wait | null = null): Admission {
    metrics.count('report_starts_asked', { why: trouble ?? 'load' });
    return { admitted: false, trouble, kept };
  }

  return {
    recall: (token) => readWait(keys, token),
    async admit(settings, offered) {
      await refreshDrafts();
      if (level(settings) === 0) return letIn('free');
      if (offered.sum) {
        const sum = await checkSum(keys, offered.sum);
        if (typeof sum === 'string') return refuse(sum);
        return (await spend(sum.id)) ? letIn('sum') : refuse('used');
      }
      if (!offered.wait) return refuse(null);
      const wait = await readWait(keys, offered.wait);
      if (wait === null) return refuse('wrong');
      if (clock() < wait.notBefore) return refuse('early', wait);
      if (clock() > wait.notBefore + waitLasts) return refuse('expired');
      return (await spend(wait.id)) ? letIn('wait') : refuse('used');
    },
    async ask(settings, kept) {
      const price = priceOf(level(settings), settings);
      const wait = kept ?? { id: randomUUID(), notBefore: clock() + price.waitSeconds * 1000 };
      return {
        challenge: await makeSum(keys, wait.id, price, clock()),
        wait: await writeWait(keys, wait),
        seconds: Math.max(1, Math.ceil((wait.notBefore - clock()) / 1000)),
      };
    },
  };
}
