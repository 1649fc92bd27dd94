/** What happens when the mail form is sent. The address is read from the form, handed to the mailer and forgotten. */
import { json, redirect, type AppLoadContext } from '@remix-run/node';
import type { TextKey } from '#app/i18n/texts.ts';
import { parseAddress } from '#infra/mail/address.ts';
import { withLanguage } from '../address.ts';
import type { Draft } from '../draft/draft.ts';
import { readPageLanguage, speak } from '../language.ts';
import type { FormReader } from '../questions/form-reader.ts';
import { refusal } from '../refuse.ts';
import { mayOffer } from './receipt-mail.ts';

const problems = {
  wrong: { key: 'receipt.mail.wrong', status: 422 },
  refused: { key: 'receipt.mail.refused', status: 422 },
  failed: { key: 'receipt.mail.failed', status: 503 },
  unknown: { key: 'receipt.mail.unknown', status: 503 },
  over: { key: 'receipt.mail.over', status: 409 },
} as const satisfies Record<string, { key: TextKey; status: number }>;

/** A catalogue's line cannot hold a line end of its own. */
const between = '\n\n';

/** One try. Says in a sentence what came of it; a success comes back to the page, which then says so. */
export async function sendReference(form: FormReader, draft: Draft, { request, context }: { request: Request; context: AppLoadContext }) {
  const { say } = await speak(request, context);
  const { receiptMail, settings, mode } = context.intake;
  const { from } = (await settings())['intake.mail'];
  if (receiptMail === null || !mayOffer(mode, from)) throw refusal('badRequest');
  const typed = form.values.email?.[0] ?? '';
  const to = parseAddress(typed);
  const outcome =
    to === null
      ? 'wrong'
      : await receiptMail.send(
          { proof: draft.proof, expiresAt: draft.expiresAt },
          {
            from,
            to,
            subject: say('receipt.mail.subject'),
            text: [say('receipt.mail.body', { reference: draft.content.reference }), say('receipt.mail.bodyNote')].join(between),
          },
        );
  if (outcome === 'sent') {
    const { carried } = await readPageLanguage(request, context);
    return redirect(`${withLanguage('/report/receipt', carried)}#mail`, 303);
  }
  if (outcome === 'failed' || outcome === 'unknown') context.log.warn({ outcome }, 'a mail with a reference was not sent');
  const { key, status } = problems[outcome];
  return json({ errors: { email: say(key) }, values: { email: [typed] } }, { status });
}
