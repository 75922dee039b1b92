import * as sdk from '@aws-sdk/client-codeartifact';
import { NormalizedSchema } from '@smithy/core/schema';
import * as fc from 'fast-check';

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];
type OperationSchema = typeof sdk.ListDomains$;
type CommandClass = new (input: object) => Parameters<sdk.CodeartifactClient['send']>[0];

/** An operation as the AWS SDK has it: nothing here is read from the server. */
export interface SdkOperation {
  readonly name: string;
  readonly status: number;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** The SDK's own command, which places each member of the input. */
  readonly command: CommandClass;
}

export const sdkOperations: readonly SdkOperation[] = Object.values(sdk)
  .filter(isOperation)
  .map(([, , name, traits, input, output]) => {
    const status = typeof traits === 'object' ? traits.http?.[2] : undefined;
    const command = Object.entries(sdk).find(([key]) => key === `${name}Command`)?.[1];
    if (status === undefined || !isCommand(command)) throw new Error(`the SDK has no command for ${name}`);
    return { name, status, input: normal(input), output: normal(output), command };
  });

/** Values to take, by the name of the member; and which members are given less often than others. */
export interface Taste {
  readonly pools: Readonly<Record<string, readonly string[]>>;
  readonly seldom: readonly string[];
}

/** Inputs of the schema's types, right and wrong: required members nearly always, the others sometimes. */
export function inputOf(schema: NormalizedSchema, taste: Taste): fc.Arbitrary<Record<string, unknown>> {
  const required = requiredOf(schema);
  const fields = [...schema.structIterator()].map(([name, member]) => {
    const must = required.includes(name);
    const given = must ? 40 : taste.seldom.includes(name) ? 1 : 9;
    return [
      name,
      fc.oneof(
        { weight: must || name === 'namespace' ? 1 : 9, arbitrary: fc.constant(undefined) },
        { weight: given, arbitrary: valueOf(member, name, taste) },
      ),
    ] as const;
  });
  return fc.record(Object.fromEntries(fields));
}

function valueOf(schema: NormalizedSchema, name: string, taste: Taste): fc.Arbitrary<unknown> {
  if (schema.isListSchema()) return fc.array(valueOf(schema.getValueSchema(), name, taste), { maxLength: 3 });
  if (schema.isMapSchema()) {
    const keys = fc.constantFrom('1', '2', 'PUBLISH', '#');
    return fc.dictionary(keys, valueOf(schema.getValueSchema(), name, taste), { maxKeys: 2 });
  }
  if (schema.isStructSchema()) return inputOf(schema, taste);
  if (schema.isBlobSchema()) return fc.constant('a');
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema()) {
    return fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 900, max: 1000 }) },
      { weight: 1, arbitrary: fc.integer({ min: -1, max: 50_000 }) },
    );
  }
  const made = fc.string({ maxLength: 12 });
  return fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...(taste.pools[name] ?? ['x'])) },
    // A header arrives without the blanks around it, so it cannot be signed with them.
    schema.getMergedTraits().httpHeader === undefined ? made : made.map((text) => text.trim()),
  );
}

/** Whether the output is raw bytes, and not JSON. */
export function isRaw(schema: NormalizedSchema): boolean {
  return [...schema.structIterator()].some(([, member]) => member.isBlobSchema());
}

/** Paths of what in `value`, as it came over the wire, is not of the schema: types, unknown members, and required ones that are missing. */
export function misshapen(schema: NormalizedSchema, value: unknown, at = ''): readonly string[] {
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    return Array.isArray(value) ? value.flatMap((one, index) => misshapen(item, one, `${at}.${index}`)) : [at];
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    return isObject ? Object.entries(value).flatMap(([key, one]) => misshapen(item, one, `${at}.${key}`)) : [at];
  }
  if (schema.isStructSchema()) {
    if (!isObject) return [at];
    const members = new Map(schema.structIterator());
    const missing = requiredOf(schema).filter((name) => !(name in value));
    const wrong = Object.entries(value).flatMap(([key, one]) => {
      const member = members.get(key);
      return member ? misshapen(member, one, `${at}.${key}`) : [`${at}.${key}`];
    });
    return [...missing.map((name) => `${at}.${name} is missing`), ...wrong];
  }
  return typeof value === wireType(schema) ? [] : [at];
}

function wireType(schema: NormalizedSchema): string {
  if (schema.isBooleanSchema()) return 'boolean';
  return schema.isNumericSchema() || schema.isTimestampSchema() ? 'number' : 'string';
}

/** The SDK's static structures end in the number of members, from the first on, that are required. */
function requiredOf(schema: NormalizedSchema): readonly string[] {
  const fields: unknown = schema.getSchema();
  const count: unknown = Array.isArray(fields) ? fields[6] : 0;
  return [...schema.structIterator()].slice(0, typeof count === 'number' ? count : 0).map(([name]) => name);
}

function normal(schema: SchemaRef): NormalizedSchema {
  return NormalizedSchema.of(schema);
}

function isOperation(value: unknown): value is OperationSchema {
  return Array.isArray(value) && value[0] === 9;
}

function isCommand(value: unknown): value is CommandClass {
  return typeof value === 'function';
}
