import * as fc from 'fast-check';

import type { ModelMember, ModelOperation, ModelShape } from '../src/server/service-model.ts';
import { brokenLimits } from '../src/server/model-values.ts';

/**
 * Values of a member's name that make an operation do something: taken often, and an optional member is given the oftener the more there
 * are. What of them the model forbids is left out.
 */
export type Pools = Readonly<Record<string, readonly unknown[]>>;

export type Input = Readonly<Record<string, unknown>>;

/** An input of which some members break the model. */
export interface BrokenInput {
  readonly input: Input;
  /** The members that are broken, and whether by their type or by a limit. */
  readonly broken: Readonly<Record<string, 'type' | 'limit'>>;
}

interface Breach {
  readonly kind: 'type' | 'limit';
  readonly value: unknown;
}

/** Characters of every class that a pattern of the model tells apart. NUL and the format character come last: few shapes allow them. */
const CHARACTERS = [
  ...'abzABZ0189-._~+:;,=@%&?!$*()[]{}\'"`|^<>\\/# ',
  'é',
  'ß',
  '漢',
  '🚀',
  '\t',
  '\n',
  '\u0001',
  '\u200B',
  '\0',
];

/** Inputs that the model allows: required members always, the others sometimes. */
export function validInput(operation: ModelOperation, pools: Pools): fc.Arbitrary<Input> {
  // The pools say how often what is taken; at the edges of the lengths there are enough.
  return fc.noBias(fieldsOf(parametersOf(operation), pools));
}

/** Inputs of which one to three members break the model: a type, a limit, or by their absence. */
export function brokenInput(operation: ModelOperation, pools: Pools): fc.Arbitrary<BrokenInput> {
  const breakable = parametersOf(operation)
    .map((member) => [member.name, breachesOf(member, pools)] as const)
    .filter(([, breaches]) => breaches.length > 0);
  const chosen = fc.subarray(breakable, { minLength: 1, maxLength: Math.min(3, breakable.length) });
  return fc.tuple(validInput(operation, pools), chosen).chain(([input, members]) =>
    fc
      .tuple(...members.map(([name, breaches]) => fc.oneof(...breaches).map((breach) => [name, breach] as const)))
      .map((breaches) => ({
        input: { ...input, ...Object.fromEntries(breaches.map(([name, { value }]) => [name, value])) },
        broken: Object.fromEntries(breaches.map(([name, { kind }]) => [name, kind])),
      })),
  );
}

/** All but the raw body, which has no limits. */
function parametersOf(operation: ModelOperation): readonly ModelMember[] {
  return operation.input.filter(({ location }) => location !== 'payload');
}

function fieldsOf(members: readonly ModelMember[], pools: Pools): fc.Arbitrary<Input> {
  const fields = members.map((member) => [member.name, memberOf(member, pools)] as const);
  return fc.record(Object.fromEntries(fields));
}

function memberOf({ location, name, required, shape }: ModelMember, pools: Pools): fc.Arbitrary<unknown> {
  const pool = pools[name]?.filter((value) => brokenLimits(shape, value).length === 0) ?? [];
  const made = location === 'header' ? valueOf(shape, pools).filter(isHeaderText) : valueOf(shape, pools);
  const value = pool.length > 0 ? fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...pool) }, made) : made;
  if (required) return value;
  const weight = Math.max(1, pool.length);
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight, arbitrary: value });
}

function valueOf(shape: ModelShape, pools: Pools): fc.Arbitrary<unknown> {
  switch (shape.type) {
    case 'string':
      return shape.enum ? fc.constantFrom(...shape.enum) : textOf(shape);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'long':
      return fc.integer({ min: shape.min ?? 0, max: shape.max ?? 1000 });
    case 'list':
      return fc.array(shape.member ? valueOf(shape.member, pools) : fc.string(), { maxLength: 3 });
    case 'map':
      return pairsOf(keyOf(shape), shape.value ? valueOf(shape.value, pools) : fc.string());
    default:
      return fieldsOf(shape.members ?? [], pools);
  }
}

function keyOf(shape: ModelShape): fc.Arbitrary<string> {
  return shape.key?.enum ? fc.constantFrom(...shape.key.enum) : textOf(shape.key ?? { type: 'string' });
}

function pairsOf(key: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.dictionary(key, value, { minKeys: 1, maxKeys: 2 });
}

/** Texts of the pattern: mostly short, sometimes as long as may be. */
function textOf(shape: ModelShape): fc.Arbitrary<string> {
  const { max = 40, min = 0 } = shape;
  const edge = edgeOf(shape);
  const inner = fc.constantFrom(...CHARACTERS.filter((character) => allows(shape, edge, character)));
  const between = (from: number, to: number): fc.Arbitrary<string> =>
    to < 2
      ? fc.constant(edge.repeat(from))
      : fc
          .array(inner, { minLength: Math.max(0, from - 2), maxLength: to - 2 })
          .map((middle) => `${edge}${middle.join('')}${edge}`);
  const longest = Math.min(max, 1000);
  return fc.oneof(
    { weight: 6, arbitrary: between(min, Math.max(min, Math.min(max, 12))) },
    { weight: 1, arbitrary: between(Math.max(min, longest - 1), longest) },
    { weight: min === 0 ? 1 : 0, arbitrary: fc.constant('') },
  );
}

/** A character of which texts of the shape may consist alone. */
function edgeOf(shape: ModelShape): string {
  const length = Math.max(shape.min ?? 1, 1);
  const found = ['a', '0'].find((character) => brokenLimits(shape, character.repeat(length)).length === 0);
  if (found === undefined) throw new Error(`no text is known for the pattern ${shape.pattern}`);
  return found;
}

function allows(shape: ModelShape, edge: string, character: string): boolean {
  const sides = edge.repeat(Math.max(1, Math.ceil(((shape.min ?? 0) - 1) / 2)));
  const text = `${sides}${character}${sides}`;
  const fitting = shape.min !== undefined && shape.min === shape.max ? [...text].slice(0, shape.min).join('') : text;
  return brokenLimits(shape, fitting).length === 0;
}

/** Every way to break one member, each as an arbitrary. */
function breachesOf(member: ModelMember, pools: Pools): readonly fc.Arbitrary<Breach>[] {
  const { location, required, shape } = member;
  const limits = breachesOfShape(shape, pools).map((value) =>
    value.map((made) => ({ kind: 'limit', value: made }) as const),
  );
  // Without it, or with what no header may be, the request is refused before it is read.
  if (location === 'header') return limits.map((breach) => breach.filter(({ value }) => isHeaderText(value)));
  const missing = required ? [fc.constant<Breach>({ kind: 'limit', value: undefined })] : [];
  const mistyped = mistypedOf(shape, location !== undefined).map((value) =>
    fc.constant<Breach>({ kind: 'type', value }),
  );
  return [...limits, ...missing, ...mistyped];
}

function mistypedOf(shape: ModelShape, asText: boolean): readonly unknown[] {
  const number = shape.type === 'integer' || shape.type === 'long';
  if (asText) return number ? ['one', '1.5', '', '1e'] : shape.type === 'boolean' ? ['maybe', '0', ''] : [];
  const wrong = {
    string: [1, true, [], {}],
    list: ['a', 1, {}],
    map: ['a', []],
    structure: ['a', []],
    boolean: ['true'],
  };
  if (number) return ['1', 1.5, []];
  return Object.entries(wrong).find(([type]) => type === shape.type)?.[1] ?? [];
}

function breachesOfShape(shape: ModelShape, pools: Pools): readonly fc.Arbitrary<unknown>[] {
  const { key, max, member, members, min, value } = shape;
  switch (shape.type) {
    case 'string':
      return brokenTexts(shape);
    case 'integer':
    case 'long':
      return [
        ...(max === undefined ? [] : [fc.integer({ min: max + 1, max: 2 ** 31 - 1 })]),
        ...(min === undefined ? [] : [fc.integer({ min: -(2 ** 31), max: min - 1 })]),
      ];
    case 'list': {
      if (!member) return [];
      const one = valueOf(member, pools);
      const tooMany = max === undefined ? [] : [fc.array(one, { minLength: max + 1, maxLength: max + 3, size: 'max' })];
      const broken = breachesOfShape(member, pools).map((item) =>
        fc.tuple(fc.array(one, { maxLength: 2 }), item).map(([before, last]) => [...before, last]),
      );
      return [...tooMany, ...broken];
    }
    case 'map': {
      const goodKey = keyOf(shape);
      const goodValue = value ? valueOf(value, pools) : fc.string();
      return [
        ...brokenTexts(key ?? { type: 'string' }).map((bad) => pairsOf(bad, goodValue)),
        ...(value ? breachesOfShape(value, pools) : []).map((bad) => pairsOf(goodKey, bad)),
      ];
    }
    case 'structure':
      return (members ?? []).flatMap((inner) => {
        const rest = fieldsOf(
          (members ?? []).filter(({ name }) => name !== inner.name),
          pools,
        );
        const bad = [...breachesOfShape(inner.shape, pools), ...(inner.required ? [fc.constant(undefined)] : [])];
        return bad.map((one) => fc.tuple(rest, one).map(([others, item]) => ({ ...others, [inner.name]: item })));
      });
    default:
      return [];
  }
}

function brokenTexts(shape: ModelShape): readonly fc.Arbitrary<string>[] {
  if (shape.enum) return [fc.string({ maxLength: 20 }).filter((text) => !shape.enum?.includes(text))];
  const { max, min = 0 } = shape;
  const edge = edgeOf(shape);
  const forbidden = CHARACTERS.filter((character) => !allows(shape, edge, character));
  const wellLong = edge.repeat(Math.max(1, min - 1));
  return [
    ...(max === undefined ? [] : [fc.integer({ min: max + 1, max: max + 50 }).map((length) => edge.repeat(length))]),
    ...(min > 0 ? [fc.integer({ min: 0, max: min - 1 }).map((length) => edge.repeat(length))] : []),
    ...(forbidden.length > 0 ? [fc.constantFrom(...forbidden).map((character) => `${wellLong}${character}`)] : []),
  ];
}

function isHeaderText(value: unknown): boolean {
  return typeof value === 'string' && /^[\x21-\x7E]+$/u.test(value);
}
