import { globMatches } from './glob.ts';

/** What is asked of a policy. */
export interface PolicyQuestion {
  readonly principal: string;
  readonly account: string;
  readonly action: string;
  readonly resource: string;
}

interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Undefined in identity policies, which are about their holder. */
  readonly principals: { readonly not: boolean; readonly names: readonly string[] } | undefined;
  readonly actions: { readonly not: boolean; readonly patterns: readonly string[] };
  readonly resources: { readonly not: boolean; readonly patterns: readonly string[] };
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export type PolicyDocument = readonly Statement[];

type Fields = Readonly<Record<string, unknown>>;

/** Reads an IAM policy (IAM reference, "JSON policy elements"). Throws RangeError for what this server could not evaluate. */
export function parsePolicy(text: string): PolicyDocument {
  const document = fieldsOf(parseJson(text), 'the policy');
  const statements = document['Statement'];
  return (Array.isArray(statements) ? statements : [statements]).map(parseStatement);
}

/** What the document says to the question: an explicit Deny wins. Undefined: nothing. */
export function evaluatePolicy(document: PolicyDocument, question: PolicyQuestion): 'Allow' | 'Deny' | undefined {
  const effects = document.filter((statement) => applies(statement, question)).map((statement) => statement.effect);
  return effects.includes('Deny') ? 'Deny' : effects[0];
}

function applies(statement: Statement, question: PolicyQuestion): boolean {
  const { principals, actions, resources, conditions } = statement;
  const action = question.action.toLowerCase();
  return (
    (principals === undefined || principals.names.some((name) => isPrincipal(name, question)) !== principals.not) &&
    actions.patterns.some((pattern) => globMatches(pattern.toLowerCase(), action)) !== actions.not &&
    resources.patterns.some((pattern) => globMatches(pattern, question.resource)) !== resources.not &&
    conditions.every((condition) => holds(condition, question))
  );
}

/** `*`, the account, its root (which stands for all of it) or the caller itself. */
function isPrincipal(name: string, { principal, account }: PolicyQuestion): boolean {
  return (
    name === '*' || name === account || name === principal || /^arn:[^:]+:iam::(\d+):root$/u.exec(name)?.[1] === account
  );
}

const keys: Readonly<Record<string, (question: PolicyQuestion) => string>> = {
  'aws:principalarn': (question) => question.principal,
  'aws:principalaccount': (question) => question.account,
  'aws:username': (question) => question.principal.split('/').at(-1) ?? '',
  // The service that the bearer token is for; CodeArtifact asks for no other (user guide, "Tokens created with GetAuthorizationToken").
  'sts:awsservicename': (question) => (question.action.startsWith('sts:') ? 'codeartifact.amazonaws.com' : ''),
};

const operators: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  StringEquals: (value, wanted) => value === wanted,
  StringNotEquals: (value, wanted) => value !== wanted,
  StringEqualsIgnoreCase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringLike: (value, wanted) => globMatches(wanted, value),
  StringNotLike: (value, wanted) => !globMatches(wanted, value),
  ArnEquals: (value, wanted) => globMatches(wanted, value),
  ArnLike: (value, wanted) => globMatches(wanted, value),
  ArnNotEquals: (value, wanted) => !globMatches(wanted, value),
  ArnNotLike: (value, wanted) => !globMatches(wanted, value),
};

function holds({ operator, key, values }: Condition, question: PolicyQuestion): boolean {
  const value = keys[key]?.(question);
  const test = operators[operator];
  if (value === undefined || !test) return false;
  // A negated operator must hold for every value, the others for one.
  return operator.includes('Not')
    ? values.every((wanted) => test(value, wanted))
    : values.some((wanted) => test(value, wanted));
}

function parseStatement(value: unknown): Statement {
  const fields = fieldsOf(value, 'a statement');
  const effect = fields['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw new RangeError('Effect is Allow or Deny');
  return {
    effect,
    principals: parsePrincipals(fields),
    actions: parsePatterns(fields, 'Action'),
    resources: parsePatterns(fields, 'Resource'),
    conditions: parseConditions(fields['Condition']),
  };
}

function parsePrincipals(fields: Fields): Statement['principals'] {
  const not = fields['NotPrincipal'] !== undefined;
  const value = fields['Principal'] ?? fields['NotPrincipal'];
  if (value === undefined) return undefined;
  const names = value === '*' ? ['*'] : textsOf(fieldsOf(value, 'Principal')['AWS'], 'Principal.AWS');
  return { not, names };
}

function parsePatterns(fields: Fields, name: 'Action' | 'Resource'): Statement['actions'] {
  const not = fields[`Not${name}`] !== undefined;
  return { not, patterns: textsOf(fields[name] ?? fields[`Not${name}`], name) };
}

function parseConditions(value: unknown): readonly Condition[] {
  return Object.entries(value === undefined ? {} : fieldsOf(value, 'Condition')).flatMap(([operator, tests]) => {
    if (!Object.hasOwn(operators, operator)) throw new RangeError(`the condition operator ${operator} is not emulated`);
    return Object.entries(fieldsOf(tests, operator)).map(([key, values]) => {
      if (!Object.hasOwn(keys, key.toLowerCase())) throw new RangeError(`the condition key ${key} is not emulated`);
      return { operator, key: key.toLowerCase(), values: textsOf(values, key) };
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RangeError('the policy is not JSON', { cause: error });
  }
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RangeError(`${what} is an object`);
  return { ...value };
}

function textsOf(value: unknown, what: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== 'string') throw new RangeError(`${what} is a text or a list of texts`);
    return item;
  });
}
