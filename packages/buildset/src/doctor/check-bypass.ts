import { type Connection, namePattern } from '@buildset/cli-kit';
import type { Finding } from './finding.ts';

/** The operations that bring assets into a repository. */
const WRITES = ['codeartifact:publishpackageversion', 'codeartifact:copypackageversions'] as const;

interface Statement {
  readonly effect: string;
  readonly principals: readonly string[];
  /** As `WRITES` has them. */
  readonly writes: readonly string[];
  readonly condition: unknown;
}

/**
 * Who can write to a repository by plain tools, past every gate, as far as its policy tells: what IAM grants shows to
 * nobody but IAM. `writers` stand for the ARNs of those who have to write there.
 */
export async function checkBypass(
  connection: Connection,
  repository: string,
  name: string,
  writers: readonly string[] = ['ARN'],
): Promise<Finding[]> {
  const { domain, inspector } = connection;
  const text = await inspector.repositoryPolicy(repository);
  const writing = statementsOf(text).filter(({ writes }) => writes.length > 0);
  const locks = writing.filter(isLock);
  if (WRITES.every((operation) => locks.some(({ writes }) => writes.includes(operation)))) {
    const message = `${name}: the policy of ${repository} denies writing to all but those it names.`;
    return [{ check: 'gates', level: 'ok', message }];
  }
  const where = `--domain ${domain.ref.domain} --domain-owner ${domain.ref.domainOwner} --repository ${repository}`;
  const mend =
    `buildset policy promoter --only-writers ${writers.map((arn) => `--principal ${arn}`).join(' ')} ` +
    `--repository ${repository} > lock.json; ` +
    `aws codeartifact put-repository-permissions-policy ${where} --policy-document file://lock.json`;
  const allowed = writing
    .filter(({ effect }) => effect === 'Allow')
    .map(({ condition, principals }): Finding => {
      const isOpen = principals.includes('*') && condition === undefined;
      const message = `${name}: the policy of ${repository} lets ${principals.join(', ')} write, past every gate.`;
      return { check: 'gates', level: isOpen ? 'problem' : 'warning', message, mend };
    });
  const message = `${name}: no policy of ${repository} keeps others from writing: whoever IAM lets publish or copy goes past the gates.`;
  return [...allowed, { check: 'gates', level: 'warning', message, mend }];
}

/** Whether it denies everybody but the callers that it names; a condition on transport or time names nobody. */
function isLock({ condition, effect, principals }: Statement): boolean {
  const isOfCallers = entriesOf(condition).every(
    ([operator, keys]) =>
      /^(?:String|Arn)Not/i.test(operator) && entriesOf(keys).every(([key]) => /^aws:(?:principal|userid)/i.test(key)),
  );
  return effect === 'Deny' && principals.includes('*') && isOfCallers;
}

/** A policy that cannot be read has no statements: what it denies is not relied on. */
function statementsOf(text: string | undefined): Statement[] {
  const list = member(parsed(text ?? '{}'), 'Statement');
  return [list].flat().map((one: unknown) => {
    const principal = member(one, 'Principal');
    const isOfOthers = member(one, 'NotPrincipal') !== undefined;
    return {
      effect: String(member(one, 'Effect')),
      principals: isOfOthers ? ['*'] : textsOf(typeof principal === 'object' ? member(principal, 'AWS') : principal),
      writes: writesOf(one),
      condition: member(one, 'Condition'),
    };
  });
}

function writesOf(statement: unknown): string[] {
  const others = member(statement, 'NotAction');
  const patterns = textsOf(others ?? member(statement, 'Action')).map((action) => namePattern(action.toLowerCase()));
  return WRITES.filter((operation) => patterns.some((isMeant) => isMeant(operation)) === (others === undefined));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function textsOf(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}
