/** What a person may ask of `npm start`. */
import { parseArgs } from 'node:util';
import { NotPossible } from './install.mjs';

const usage = `npm start [-- --empty] [-- --data DIR]

  --empty     no sample reports
  --data DIR  where everything is kept (.data in the checkout)

INTAKE_PORT, REVIEW_PORT and EVIDENCE_PORT choose the ports (4000, 4001, 4002).`;

/** @param {string[]} words @returns {{ empty: boolean, data: string | null, ports: { intake: number, review: number, evidence: number } }} */
export function readOptions(words) {
  try {
    const { values } = parseArgs({
      args: words,
      options: { empty: { type: 'boolean' }, data: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.help) throw new NotPossible(usage);
    const ports = { intake: port('INTAKE_PORT', 4000), review: port('REVIEW_PORT', 4001), evidence: port('EVIDENCE_PORT', 4002) };
    return { empty: values.empty ?? false, data: values.data ?? null, ports };
  } catch (error) {
    if (error instanceof NotPossible) throw error;
    throw new NotPossible(`${/** @type {Error} */ (error).message}\n\n${usage}`);
  }
}

/** @param {string} name @param {number} otherwise */
function port(name, otherwise) {
  const given = process.env[name];
  if (!given) return otherwise;
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) throw new NotPossible(`${name} must be a port, from 1 to 65535.`);
  return value;
}
