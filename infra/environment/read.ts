import { groups, type Environment, type Group } from './schema.ts';

/** Everything wrong with the environment at once, by name. Never a value: they are secrets. */
export class EnvironmentInvalid extends Error {
  override readonly name = 'EnvironmentInvalid';
  readonly problems: readonly string[];
  constructor(group: Group, problems: readonly string[]) {
    super(`the environment of ${group} is not complete:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Parses one group's variables. An empty variable counts as absent. Pure. Throws EnvironmentInvalid. */
export function parseEnvironment<G extends Group>(group: G, variables: Record<string, string | undefined>): Environment<G> {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([name, value]) => value !== undefined && (value !== '' || name === 'S3_BUCKET_PREFIX')),
  );
  const parsed = groups[group].safeParse(given);
  if (parsed.success) return parsed.data as Environment<G>; // the table's own schema for this group made it
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? group);
    if (!(name in given) && issue.code !== 'custom') return `${name} is missing`;
    return `${name} ${describe(issue)}`;
  });
  throw new EnvironmentInvalid(group, [...new Set(problems)]);
}

/** Our own words for what is wrong: the parser's may repeat the value. */
function describe(issue: { code: string; message: string }): string {
  if (issue.code === 'custom' || issue.message.startsWith('must ') || issue.message.includes(' only')) return issue.message;
  return 'is not valid';
}

/**
 * Reads this process's environment, once, at its start: the only reader of `process.env`. Lists everything wrong on stderr and exits 1.
 */
export function readEnvironment<G extends Group>(group: G): Environment<G> {
  try {
    return parseEnvironment(group, process.env);
  } catch (error) {
    if (!(error instanceof EnvironmentInvalid)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
