/**
 * Who belongs to a compartment: `npm run compartment -- add CODE EMAIL`, `… remove CODE EMAIL`, `… list`. Runs with the console's database login; each change is an
 * event on the account's chain. Until administrators manage people in the console, this is how a report that names local police gets someone who may see it.
 */
import { changeMembership, listCompartments } from '#db/accounts/compartments.ts';
import { assertOrdinaryLogin, connect } from '#db/connect.ts';
import { CommandRefused, runCommand } from '#workers/command-start.ts';

const usage = 'usage: npm run compartment -- add CODE EMAIL | remove CODE EMAIL | list';

await runCommand(async (environment) => {
  const [verb, code, email, ...rest] = process.argv.slice(2);
  const sql = connect(environment.DATABASE_URL, { name: 'command-compartment', max: 1 });
  try {
    await assertOrdinaryLogin(sql);
    if (verb === 'list' && code === undefined) {
      for (const one of await listCompartments(sql))
        process.stdout.write(`${one.code} (${one.name}): ${one.members.join(', ') || 'nobody'}\n`);
      return;
    }
    if ((verb !== 'add' && verb !== 'remove') || code === undefined || email === undefined || rest.length > 0)
      throw new CommandRefused(usage);
    const { outcome } = await changeMembership(sql, { code, email, member: verb === 'add', actor: 'service:console' });
    if (outcome === 'no_compartment') throw new CommandRefused(`there is no compartment ${code}`);
    if (outcome === 'no_account') throw new CommandRefused(`there is no account ${email} that this could be done for`);
    process.stdout.write(
      outcome === 'changed' ? `done: ${verb} ${code} ${email}\n` : `nothing to do: ${email} is as you want it already\n`,
    );
  } finally {
    await sql.end({ timeout: 5 });
  }
});
