/** Before anything of the request is done, or when all of it is done and only the answer is missing. */
export type Moment = 'before' | 'after-effect';

export type FaultAction =
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'throttle'; readonly retryAfterSeconds: number | undefined }
  | { readonly kind: 'error'; readonly status: number; readonly when: Moment }
  /** The connection breaks: at once, after `afterBytes` of the request's or the answer's body, or instead of the answer. */
  | {
      readonly kind: 'reset';
      readonly when: Moment | 'request-body' | 'response-body';
      readonly afterBytes: number;
    }
  /** Waits until the rule is released or removed. */
  | { readonly kind: 'hold'; readonly when: Moment }
  | { readonly kind: 'truncate'; readonly afterBytes: number }
  | { readonly kind: 'corrupt-download'; readonly atByte: number }
  | { readonly kind: 'corrupt-upload'; readonly atByte: number }
  /** Reads are answered from what was stored when the rule was made, for `forMs`. */
  | { readonly kind: 'stale'; readonly forMs: number }
  /** A repository endpoint takes the request's token for an expired one. */
  | { readonly kind: 'expire-token' }
  /** The API takes the session that signed the request for an ended one. */
  | { readonly kind: 'expire-credentials' }
  /** GetAuthorizationToken gives a token that ends after `seconds`, whatever it says. */
  | { readonly kind: 'short-token'; readonly seconds: number };

/** A fault and the requests it meets. Every condition that is given must hold. */
export interface FaultRule {
  readonly operations: readonly string[] | undefined;
  readonly method: string | undefined;
  /** Searched in the path, which is not decoded. */
  readonly path: RegExp | undefined;
  readonly repository: string | undefined;
  /** Only the n-th request that matches, from 1. */
  readonly nth: number | undefined;
  /** At most so many times. */
  readonly times: number;
  readonly probability: number;
  readonly action: FaultAction;
}

type Fields = Readonly<Record<string, unknown>>;

const ruleFields = ['operation', 'method', 'path', 'repository', 'nth', 'times', 'probability', 'action'];

const actionFields: Readonly<Record<FaultAction['kind'], readonly string[]>> = {
  latency: ['ms'],
  throttle: ['retryAfterSeconds'],
  error: ['status', 'when'],
  reset: ['when', 'afterBytes'],
  hold: ['when'],
  truncate: ['afterBytes'],
  'corrupt-download': ['atByte'],
  'corrupt-upload': ['atByte'],
  stale: ['forMs'],
  'expire-token': [],
  'expire-credentials': [],
  'short-token': ['seconds'],
};

/** Reads a rule from JSON. Throws RangeError with what is wrong. */
export function parseRule(value: unknown): FaultRule {
  const fields = objectOf(value, 'a fault rule');
  requireKnown(fields, ruleFields);
  const nth = optionalNumber(fields, 'nth');
  return {
    operations: operationsOf(fields['operation']),
    method: optionalText(fields, 'method'),
    path: patternOf(optionalText(fields, 'path')),
    repository: optionalText(fields, 'repository'),
    nth,
    times: optionalNumber(fields, 'times') ?? (nth === undefined ? Number.POSITIVE_INFINITY : 1),
    probability: optionalNumber(fields, 'probability') ?? 1,
    action: parseAction(fields['action']),
  };
}

function parseAction(value: unknown): FaultAction {
  const { kind, ...fields } = objectOf(value, 'the action');
  if (!isKind(kind)) throw new RangeError(`there is no action '${String(kind)}'`);
  requireKnown(fields, actionFields[kind]);
  switch (kind) {
    case 'latency':
      return { kind, ms: number(fields, 'ms') };
    case 'throttle':
      return { kind, retryAfterSeconds: optionalNumber(fields, 'retryAfterSeconds') };
    case 'error':
      return { kind, status: optionalNumber(fields, 'status') ?? 500, when: momentOf(fields) };
    case 'reset': {
      const when = fields['when'];
      const afterBytes = optionalNumber(fields, 'afterBytes') ?? 0;
      return { kind, when: when === 'request-body' || when === 'response-body' ? when : momentOf(fields), afterBytes };
    }
    case 'hold':
      return { kind, when: momentOf(fields) };
    case 'truncate':
      return { kind, afterBytes: optionalNumber(fields, 'afterBytes') ?? 0 };
    case 'corrupt-download':
    case 'corrupt-upload':
      return { kind, atByte: optionalNumber(fields, 'atByte') ?? 0 };
    case 'stale':
      return { kind, forMs: number(fields, 'forMs') };
    case 'expire-credentials':
    case 'expire-token':
      return { kind };
    case 'short-token':
      return { kind, seconds: number(fields, 'seconds') };
    default:
      return kind satisfies never;
  }
}

function isKind(value: unknown): value is FaultAction['kind'] {
  return typeof value === 'string' && Object.hasOwn(actionFields, value);
}

/** A member that nobody reads would be a fault that meets nothing, or everything. */
function requireKnown(fields: Fields, known: readonly string[]): void {
  const unknown = Object.keys(fields).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new RangeError(`unknown fields: ${unknown.join(', ')}; there are: ${known.join(', ') || 'none'}`);
}

function momentOf(fields: Fields): Moment {
  const when = fields['when'] ?? 'before';
  if (when === 'before' || when === 'after-effect') return when;
  throw new RangeError(`'${String(when)}' is not possible for 'when' of this action`);
}

function operationsOf(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const list = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== 'string') throw new RangeError('operation is a name, or a list of names');
    return item;
  });
}

function patternOf(source: string | undefined): RegExp | undefined {
  if (source === undefined) return undefined;
  try {
    return new RegExp(source, 'u');
  } catch (error) {
    throw new RangeError(`path is no regular expression: ${String(error)}`, { cause: error });
  }
}

function objectOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RangeError(`${what} is an object`);
  return { ...value };
}

function number(fields: Fields, name: string): number {
  const value = optionalNumber(fields, name);
  if (value === undefined) throw new RangeError(`${name} is missing`);
  return value;
}

function optionalNumber(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !(value >= 0)) throw new RangeError(`${name} is a number that is not negative`);
  return value;
}

function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value !== undefined && typeof value !== 'string') throw new RangeError(`${name} is a text`);
  return value;
}
