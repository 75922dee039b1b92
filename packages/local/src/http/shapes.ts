import { NormalizedSchema } from '@smithy/core/schema';

/** Where a member of an operation's input or output travels. */
export type Place =
  | { readonly in: 'body' }
  | { readonly in: 'payload' }
  | { readonly in: 'query' | 'header'; readonly name: string };

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly place: Place;
  readonly required: boolean;
}

/** The parts of a Smithy schema that this server reads, without its laziness and its number codes. */
export type Shape =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  | { readonly kind: 'struct'; readonly members: readonly Member[] };

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

/** The members of a structure schema of the SDK, in the model's order: the required ones are first. */
export function membersOf(schema: SchemaRef): readonly Member[] {
  const shape = shapeOf(NormalizedSchema.of(schema));
  return shape.kind === 'struct' ? shape.members : [];
}

function shapeOf(schema: NormalizedSchema): Shape {
  if (schema.isListSchema()) return { kind: 'list', of: shapeOf(schema.getValueSchema()) };
  if (schema.isMapSchema()) return { kind: 'map', of: shapeOf(schema.getValueSchema()) };
  if (schema.isStructSchema()) return { kind: 'struct', members: structMembers(schema) };
  if (schema.isBlobSchema()) return { kind: 'blob' };
  if (schema.isTimestampSchema()) return { kind: 'timestamp' };
  if (schema.isBooleanSchema()) return { kind: 'boolean' };
  if (schema.isNumericSchema()) return { kind: 'number' };
  return { kind: 'string' };
}

function structMembers(schema: NormalizedSchema): readonly Member[] {
  const required = requiredCount(schema);
  return [...schema.structIterator()].map(([name, member], index) => ({
    name,
    shape: shapeOf(member),
    place: placeOf(member),
    required: index < required,
  }));
}

function placeOf(member: NormalizedSchema): Place {
  const traits = member.getMergedTraits();
  if (traits.httpQuery) return { in: 'query', name: traits.httpQuery };
  if (traits.httpHeader) return { in: 'header', name: traits.httpHeader.toLowerCase() };
  return member.isBlobSchema() ? { in: 'payload' } : { in: 'body' };
}

/** The SDK's static structures end in the number of members, from the first on, that are required. */
function requiredCount(schema: NormalizedSchema): number {
  const fields: unknown = schema.getSchema();
  const count: unknown = Array.isArray(fields) ? fields[6] : 0;
  return typeof count === 'number' ? count : 0;
}
