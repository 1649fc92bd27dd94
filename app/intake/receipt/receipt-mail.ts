/**
 * The one mail of a report. The record keeps that there was one, beside the draft, for every process; this process's memory keeps what to show. The address is in no
 * variable that outlives the request. A try that surely sent nothing may be repeated, a few times.
 */
import type { DraftProof } from '#db/intake/drafts.ts';
import type { Mailer, Note, Sent } from '#infra/mail/mailer.ts';

export type MailState = 'free' | 'sent' | 'over';
export type ReceiptMail = {
  state(draft: string): MailState;
  /** One try; `over` where there was a mail already, or too many tries. */
  send(draft: { proof: DraftProof; expiresAt: Date }, note: Note): Promise<Sent | 'over'>;
};

/** True for the one process that may send for a draft now; `give_back` after a try that surely sent nothing. */
export type Claim = (draft: DraftProof, what: 'take' | 'give_back') => Promise<boolean>;

/** In production no mail goes out under the address of the defaults: its domain is nobody's, and an answer or a bounce would leave the office. */
export function mayOffer(mode: string, from: { address: string }): boolean {
  return mode !== 'production' || !/@(.*\.)?example\.(org|com|net)$/i.test(from.address);
}

const mostTries = 3;

export function openReceiptMail(mailer: Mailer, claim: Claim, clock: () => number = Date.now): ReceiptMail {
  const known = new Map<string, { state: MailState; tries: number; until: number }>();
  const forgetEnded = (): void => {
    for (const [id, { until }] of known) if (until < clock()) known.delete(id);
  };
  return {
    state: (draft) => known.get(draft)?.state ?? 'free',
    async send({ proof, expiresAt }, note) {
      const { id } = proof;
      forgetEnded();
      const about = known.get(id) ?? { state: 'free' as MailState, tries: 0, until: expiresAt.getTime() };
      if (about.state !== 'free') return 'over';
      known.set(id, about);
      about.state = 'over'; // a second window that asks meanwhile does not send too
      try {
        if (!(await claim(proof, 'take'))) return 'over';
      } catch (error) {
        about.state = 'free'; // nothing was tried; if the record took it all the same, it says so next time
        throw error;
      }
      about.tries += 1;
      const outcome = await mailer(note).catch(() => 'failed' as const);
      const isRepeatable = (outcome === 'failed' || outcome === 'refused') && about.tries < mostTries;
      about.state = outcome === 'sent' ? 'sent' : isRepeatable ? 'free' : 'over';
      if (isRepeatable) await claim(proof, 'give_back').catch(() => {}); // what came of the mail is said all the same; the next try asks the record
      return outcome;
    },
  };
}
