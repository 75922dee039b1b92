import { globMatches } from './glob.ts';
import { checkCondition, type Condition, holds } from './policy-conditions.ts';

/** What is asked of a policy. */
export interface PolicyQuestion {
  readonly principal: string;
  readonly account: string;
  readonly action: string;
  readonly resource: string;
  readonly sourceIp: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Undefined in identity policies, which are about their holder. */
  readonly principals: { readonly not: boolean; readonly names: readonly string[] } | undefined;
  readonly actions: { readonly not: boolean; readonly patterns: readonly string[] };
  readonly resources: { readonly not: boolean; readonly patterns: readonly string[] };
  readonly conditions: readonly Condition[];
}

export type PolicyDocument = readonly Statement[];

const VERSIONS: readonly unknown[] = ['2012-10-17', '2008-10-17'];
const ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

type Fields = Readonly<Record<string, unknown>>;

/** Reads an IAM policy (IAM reference, "JSON policy elements"). Throws RangeError for what this server could not evaluate. */
export function parsePolicy(text: string): PolicyDocument {
  const document = fieldsOf(parseJson(text), 'the policy');
  checkElements(document, ['Version', 'Id', 'Statement']);
  const version = document['Version'];
  if (version !== undefined && !VERSIONS.includes(version)) {
    throw new RangeError(`Version is ${VERSIONS.join(' or ')}, not ${JSON.stringify(version)}`);
  }
  const statements = document['Statement'];
  return (Array.isArray(statements) ? statements : [statements]).map(parseStatement);
}

/** What the document says to the question: an explicit Deny wins. Undefined: nothing. */
export function evaluatePolicy(document: PolicyDocument, question: PolicyQuestion): 'Allow' | 'Deny' | undefined {
  const effects = document.filter((statement) => applies(statement, question)).map((statement) => statement.effect);
  return effects.includes('Deny') ? 'Deny' : effects[0];
}

function applies(statement: Statement, question: PolicyQuestion): boolean {
  const { actions, resources, conditions } = statement;
  const action = question.action.toLowerCase();
  return (
    isAbout(statement, question) &&
    actions.patterns.some((pattern) => globMatches(pattern.toLowerCase(), action)) !== actions.not &&
    resources.patterns.some((pattern) => globMatches(pattern, question.resource)) !== resources.not &&
    conditions.every((condition) => holds(condition, question))
  );
}

/**
 * Whether the caller is among the principals. An Allow for an account alone only leaves the decision to the identity policies of
 * its principals (IAM reference, "AWS account principals"); a Deny for it meets them all.
 */
function isAbout({ effect, principals }: Statement, { principal, account }: PolicyQuestion): boolean {
  if (principals === undefined) return true;
  const { names, not } = principals;
  const isNamed = names.includes('*') || names.includes(principal);
  if (effect === 'Allow' && !not) return isNamed;
  return (isNamed || names.some((name) => accountOf(name) === account)) !== not;
}

/** The account that a principal stands for as a whole: its number, or its root. */
function accountOf(name: string): string | undefined {
  return /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/u.exec(name)?.[1];
}

function parseStatement(value: unknown): Statement {
  const fields = fieldsOf(value, 'a statement');
  checkElements(fields, ELEMENTS);
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

/** A misspelled element would be a policy that says something else. */
function checkElements(fields: Fields, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new RangeError(`${JSON.stringify(unknown)} is no element of a policy`);
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
  const conditions = Object.entries(value === undefined ? {} : fieldsOf(value, 'Condition')).flatMap(
    ([operator, tests]) =>
      Object.entries(fieldsOf(tests, operator)).map(([key, values]): Condition => ({
        operator,
        key,
        values: wordsOf(values, key),
      })),
  );
  for (const condition of conditions) checkCondition(condition);
  return conditions;
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

/** Conditions also compare with JSON's numbers and truth values. */
function wordsOf(value: unknown, what: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return textsOf(
    list.map((item) => (typeof item === 'number' || typeof item === 'boolean' ? String(item) : item)),
    what,
  );
}

function textsOf(value: unknown, what: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== 'string') throw new RangeError(`${what} is a text or a list of texts`);
    return item;
  });
}
