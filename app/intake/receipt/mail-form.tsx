import { FormState, TextField } from '#app/ui/form.tsx';
import { useSay } from '../speech.tsx';
import type { MailState } from './receipt-mail.ts';

/** The reference number by mail, or what became of it. */
export function MailForm({
  state,
  sender,
  values,
  errors,
}: {
  state: MailState;
  sender: string;
  values: Record<string, string[]>;
  errors: Record<string, string>;
}) {
  const say = useSay();
  return (
    <section id="mail">
      <h3>{say('receipt.mail')}</h3>
      {state === 'sent' ? (
        <p role="status">
          <strong>{say('receipt.mail.sent')}</strong>
        </p>
      ) : state === 'over' ? (
        <p className="error" id="email">
          {errors.email ?? say('receipt.mail.over')}
        </p>
      ) : (
        <form method="post" noValidate autoComplete="off">
          <p>{say('receipt.mail.hint')}</p>
          <FormState values={values} errors={errors}>
            <TextField
              name="email"
              type="email"
              autoComplete="off"
              spellCheck={false}
              label={say('receipt.mail.address')}
              hint={say('receipt.mail.looks', { sender, subject: say('receipt.mail.subject') })}
            />
          </FormState>
          <button type="submit" name="do" value="mail" className="second">
            {say('receipt.mail.send')}
          </button>
        </form>
      )}
    </section>
  );
}
