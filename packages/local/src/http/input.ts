import { invalid } from '../errors.ts';
import { constraintOf, violations } from './constraints.ts';
import type { OperationRoute } from './operation-table.ts';
import type { Member, Shape } from './shapes.ts';

/** What a request carries, before it is known to be an operation's input. */
export interface RawInput {
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  /** The parsed JSON body; undefined when there was none. */
  readonly body: unknown;
  /** The raw body, for the one operation that has a payload. */
  readonly payload: unknown;
}

export type ParsedInput = Readonly<Record<string, unknown>>;

/** Builds an operation's input from its request and holds it against the model. Throws ValidationException. */
export function parseInput(route: OperationRoute, raw: RawInput): ParsedInput {
  const body = isObject(raw.body) ? raw.body : {};
  if (raw.body !== undefined && !isObject(raw.body))
    throw invalid('The request body is not a JSON object', 'CANNOT_PARSE');
  const input: Record<string, unknown> = {};
  for (const member of route.input) {
    const value = valueOf(member, raw, body);
    if (value !== undefined) input[member.name] = value;
  }
  const problems = route.input.flatMap((member) => problemsOf(route.name, member, input[member.name]));
  if (problems.length > 0) {
    const count = `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected`;
    throw invalid(`${count}: ${problems.join('; ')}`);
  }
  return input;
}

/** Whether the operation's body is read as a stream by the operation itself. */
export function hasPayload(route: OperationRoute): boolean {
  return route.input.some((member) => member.place.in === 'payload');
}

function valueOf(member: Member, raw: RawInput, body: Record<string, unknown>): unknown {
  switch (member.place.in) {
    case 'query':
      return fromText(member, raw.query.get(member.place.name) ?? undefined);
    case 'header':
      return fromText(member, raw.header(member.place.name));
    case 'payload':
      return raw.payload;
    default:
      return fromJson(member.shape, body[member.name], member.name);
  }
}

function fromText(member: Member, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  switch (member.shape.kind) {
    case 'number': {
      const number = Number(text);
      if (text === '' || !Number.isInteger(number)) throw mistyped(member.name, 'an integer');
      return number;
    }
    case 'boolean':
      // The model's `unfinished` is documented to take its own name as the only value; the SDKs send true.
      if (text === 'true' || text === member.name) return true;
      if (text === 'false') return false;
      throw mistyped(member.name, 'a boolean');
    default:
      return text;
  }
}

function fromJson(shape: Shape, value: unknown, at: string): unknown {
  if (value === undefined || value === null) return undefined;
  switch (shape.kind) {
    case 'list':
      if (!Array.isArray(value)) throw mistyped(at, 'a list');
      return value.map((item, index) => fromJson(shape.of, item, `${at}.${index + 1}`));
    case 'map':
      if (!isObject(value)) throw mistyped(at, 'an object');
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, fromJson(shape.of, item, `${at}.${key}`)]),
      );
    case 'struct':
      if (!isObject(value)) throw mistyped(at, 'an object');
      return Object.fromEntries(
        shape.members
          .map((member) => [member.name, fromJson(member.shape, value[member.name], `${at}.${member.name}`)] as const)
          .filter(([, item]) => item !== undefined),
      );
    case 'number':
      if (typeof value !== 'number' || !Number.isInteger(value)) throw mistyped(at, 'an integer');
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw mistyped(at, 'a boolean');
      return value;
    default:
      if (typeof value !== 'string') throw mistyped(at, 'a string');
      return value;
  }
}

function problemsOf(operation: string, member: Member, value: unknown): readonly string[] {
  const missing = missingIn(member, value, member.name);
  if (missing.length > 0 || value === undefined) return missing;
  const constraint = constraintOf(operation, member.name);
  return constraint ? violations(constraint, value, member.name) : [];
}

function missingIn(member: Member, value: unknown, at: string): readonly string[] {
  if (value === undefined) {
    return member.required ? [`Value null at '${at}' failed to satisfy constraint: Member must not be null`] : [];
  }
  return missingInside(member.shape, value, at);
}

function missingInside(shape: Shape, value: unknown, at: string): readonly string[] {
  if (shape.kind === 'list' && Array.isArray(value)) {
    return value.flatMap((item, index) => missingInside(shape.of, item, `${at}.${index + 1}.member`));
  }
  if (shape.kind !== 'struct' || !isObject(value)) return [];
  return shape.members.flatMap((member) => missingIn(member, value[member.name], `${at}.${member.name}`));
}

function mistyped(at: string, wanted: string): Error {
  return invalid(`The value at '${at}' is not ${wanted}`, 'CANNOT_PARSE');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
