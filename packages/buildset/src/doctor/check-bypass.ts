import type { Connection } from '@buildset/cli-kit';
import type { Finding } from './finding.ts';

const WRITES = /^codeartifact:(PublishPackageVersion|CopyPackageVersions|\*)$|^\*$/i;

interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly principals: readonly string[];
  readonly hasCondition: boolean;
}

/**
 * Who can write to a repository by plain tools, past every gate, as far as its policy tells: what IAM grants shows to
 * nobody but IAM.
 */
export async function checkBypass(connection: Connection, repository: string, name: string): Promise<Finding[]> {
  const { domain, inspector } = connection;
  const text = await inspector.repositoryPolicy(repository);
  const writing = statementsOf(text).filter(({ actions }) => actions.some((action) => WRITES.test(action)));
  const locks = writing.filter(({ effect, principals }) => effect === 'Deny' && principals.includes('*'));
  if (['Publish', 'Copy'].every((verb) => locks.some((lock) => covers(lock, verb)))) {
    const message = `${name}: the policy of ${repository} denies writing to all but those it names.`;
    return [{ check: 'gates', level: 'ok', message }];
  }
  const where = `--domain ${domain.ref.domain} --domain-owner ${domain.ref.domainOwner} --repository ${repository}`;
  const mend =
    `buildset policy promoter --only-writers --principal ARN --repository ${repository} > lock.json; ` +
    `aws codeartifact put-repository-permissions-policy ${where} --policy-document file://lock.json`;
  const allowed = writing
    .filter(({ effect }) => effect === 'Allow')
    .map(({ hasCondition, principals }): Finding => {
      const isOpen = principals.includes('*') && !hasCondition;
      const message = `${name}: the policy of ${repository} lets ${principals.join(', ')} write, past every gate.`;
      return { check: 'gates', level: isOpen ? 'problem' : 'warning', message, mend };
    });
  const message = `${name}: no policy of ${repository} keeps others from writing: whoever IAM lets publish or copy goes past the gates.`;
  return [...allowed, { check: 'gates', level: 'warning', message, mend }];
}

function covers({ actions }: Statement, verb: string): boolean {
  return actions.some(
    (action) =>
      /^(codeartifact:)?\*$/i.test(action) || action.toLowerCase().startsWith(`codeartifact:${verb.toLowerCase()}`),
  );
}

/** A policy that cannot be read has no statements: what it denies is not relied on. */
function statementsOf(text: string | undefined): Statement[] {
  const list = member(parsed(text ?? '{}'), 'Statement');
  return [list].flat().map((one: unknown) => {
    const principal = member(one, 'Principal');
    return {
      effect: String(member(one, 'Effect')),
      actions: textsOf(member(one, 'Action')),
      principals: textsOf(typeof principal === 'object' ? member(principal, 'AWS') : principal),
      hasCondition: member(one, 'Condition') !== undefined,
    };
  });
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

function textsOf(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}
