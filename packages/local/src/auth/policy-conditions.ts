import { BlockList, isIP } from 'node:net';
import { globMatches } from './glob.ts';
import type { PolicyQuestion } from './policy-document.ts';

/** One test of a Condition. All of a statement must hold. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

interface Operator {
  readonly holds: (value: string, wanted: string) => boolean;
  readonly isValue?: (wanted: string) => boolean;
}

/** What a request has for a key; undefined where it has nothing, as on AWS for callers without an organization or a VPC endpoint. */
const keys: Readonly<Record<string, (question: PolicyQuestion) => string | undefined>> = {
  'aws:principalarn': ({ principal }) => principal,
  'aws:principalaccount': ({ account }) => account,
  'aws:principaltype': () => 'User',
  'aws:principalorgid': () => undefined,
  'aws:username': ({ principal }) => principal.split('/').at(-1) ?? '',
  'aws:requestedregion': ({ resource }) => resource.split(':')[3],
  'aws:resourceaccount': ({ resource }) => resource.split(':')[4],
  'aws:securetransport': () => 'false', // this server speaks plain HTTP
  'aws:sourceip': ({ sourceIp }) => sourceIp,
  'aws:sourcevpc': () => undefined,
  'aws:sourcevpce': () => undefined,
  'aws:currenttime': ({ now }) => new Date(now).toISOString(),
  'aws:epochtime': ({ now }) => String(Math.floor(now / 1000)),
  // The service that the bearer token is for; CodeArtifact asks for no other (user guide, "Tokens created with GetAuthorizationToken").
  'sts:awsservicename': ({ action }) => (action.startsWith('sts:') ? 'codeartifact.amazonaws.com' : undefined),
};

const equals: Operator = { holds: (value, wanted) => value === wanted };
const equalsIgnoringCase: Operator = { holds: (value, wanted) => value.toLowerCase() === wanted.toLowerCase() };
const like: Operator = { holds: (value, wanted) => globMatches(wanted, value) };
const inNetwork: Operator = { holds: isInNetwork, isValue: (wanted) => networkOf(wanted) !== undefined };

/** IAM reference, "Condition operators": what holds for one of the values. */
const positive: Readonly<Record<string, Operator>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoringCase,
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: { ...equalsIgnoringCase, isValue: (wanted) => /^(true|false)$/i.test(wanted) },
  IpAddress: inNetwork,
  ...comparisons('Numeric', (text) => (text.trim() === '' ? Number.NaN : Number(text))),
  ...comparisons('Date', dateOf),
};

/** By what holds for none of the values. */
const negated: Readonly<Record<string, Operator>> = {
  StringNotEquals: equals,
  StringNotEqualsIgnoreCase: equalsIgnoringCase,
  StringNotLike: like,
  ArnNotEquals: like,
  ArnNotLike: like,
  NotIpAddress: inNetwork,
  ...negatedComparison('Numeric'),
  ...negatedComparison('Date'),
};

/** Throws RangeError for an operator, a key or a value that this server could not evaluate. */
export function checkCondition({ operator, key, values }: Condition): void {
  const name = operator === 'Null' ? 'Bool' : baseOf(operator);
  const test = own(positive, name) ?? own(negated, name);
  if (!test) throw new RangeError(`the condition operator ${operator} is not emulated`);
  if (!own(keys, key.toLowerCase())) throw new RangeError(`the condition key ${key} is not emulated`);
  const wrong = values.find((wanted) => test.isValue?.(wanted) === false);
  if (wrong !== undefined) throw new RangeError(`${operator} cannot compare with ${JSON.stringify(wrong)}`);
}

/** Whether the request meets the condition: any of its values, or none of them where the operator is negated. */
export function holds({ operator, key, values }: Condition, question: PolicyQuestion): boolean {
  const value = keys[key.toLowerCase()]?.(question);
  if (operator === 'Null') return values.some((wanted) => wanted.toLowerCase() === String(value === undefined));
  const name = baseOf(operator);
  const test = positive[name];
  if (test) {
    return value === undefined ? name !== operator : values.some((wanted) => test.holds(value, wanted));
  }
  // A key that is not there is none of the values.
  return value === undefined || !values.some((wanted) => negated[name]?.holds(value, wanted) === true);
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** `…IfExists` holds for a request that has nothing for the key. */
function baseOf(operator: string): string {
  return operator.replace(/IfExists$/, '');
}

function comparisons(kind: string, read: (text: string) => number): Readonly<Record<string, Operator>> {
  const operator = (is: (difference: number) => boolean): Operator => ({
    holds: (value, wanted) => is(read(value) - read(wanted)),
    isValue: (wanted) => !Number.isNaN(read(wanted)),
  });
  return {
    [`${kind}Equals`]: operator((difference) => difference === 0),
    [`${kind}LessThan`]: operator((difference) => difference < 0),
    [`${kind}LessThanEquals`]: operator((difference) => difference <= 0),
    [`${kind}GreaterThan`]: operator((difference) => difference > 0),
    [`${kind}GreaterThanEquals`]: operator((difference) => difference >= 0),
  };
}

function negatedComparison(kind: string): Readonly<Record<string, Operator>> {
  const same = positive[`${kind}Equals`];
  return same ? { [`${kind}NotEquals`]: same } : {};
}

/** Milliseconds: a date of ISO 8601, or seconds since the epoch. */
function dateOf(text: string): number {
  return /^\d+$/.test(text) && text.length > 4 ? Number(text) * 1000 : Date.parse(text);
}

function isInNetwork(value: string, wanted: string): boolean {
  const address = value.replace(/^::ffff:(?=\d+\.)/i, '');
  const network = networkOf(wanted);
  return network?.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4') === true;
}

function networkOf(text: string): BlockList | undefined {
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  const bits = version === 6 ? 128 : 32;
  if (version === 0 || more.length > 0 || !/^\d{1,3}$/.test(prefix ?? '0') || Number(prefix ?? 0) > bits)
    return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(prefix ?? bits), version === 6 ? 'ipv6' : 'ipv4');
  return list;
}
