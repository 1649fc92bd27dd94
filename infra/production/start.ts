/** How a process or command begins: it works, or it says in plain sentences why it cannot and exits 1. */

/** Mistakes of ours: their trace is wanted. Everything else that can stop a start has a name of its own, or a system's code. */
const defects: ReadonlySet<string> = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'AssertionError', 'ZodError']);

/** Runs a start. What it throws ends the process with exit code 1 and a sentence on stderr, without a stack trace where the failure has a name. */
export async function startPlainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const sentences = explainFailure(error);
    if (sentences === null) throw error;
    process.stderr.write(`${sentences}\n`);
    process.exit(1);
  }
}

/** The sentences for a failure with a name; null for a defect. An error below a named one may quote an address or a value: only its code is shown. */
export function explainFailure(error: unknown): string | null {
  if (!(error instanceof Error) || defects.has(error.name)) return null;
  const code = codeOf(error) ?? codeOf(error.cause);
  if (error.name === 'Error' || error.name === 'AggregateError')
    return code === null ? null : `A server or file could not be used: ${code}.`;
  if (error.name === 'PostgresError') return `The database refused (${code ?? 'unknown'}).`;
  return code === null ? error.message : `${error.message} (${code})`;
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && /^[A-Z0-9_]{2,40}$/.test(error.code) ? error.code : null;
}
