import type { ModelMember, ModelShape } from './service-model.ts';

/** What is of a shape by its type, and not by its limits: each with the limit that it breaks. */
export function brokenValues(shape: ModelShape): readonly (readonly [limit: string, value: unknown])[] {
  const { enum: values, max, min, pattern, type } = shape;
  const broken: [string, unknown][] = [];
  if (type === 'string') {
    if (values) broken.push(['enum', 'nonsense']);
    if (max !== undefined) broken.push(['max', 'a'.repeat(max + 1)]);
    if (min !== undefined && min > 1) broken.push(['min', 'a'.repeat(min - 1)]);
    if (min !== undefined && min > 0) broken.push(['min', '']);
    const wrong = pattern === undefined ? undefined : SUSPECTS.find((text) => !matches(pattern, text, shape));
    if (wrong !== undefined) broken.push(['pattern', wrong]);
  } else if (type === 'integer' || type === 'long') {
    if (max !== undefined) broken.push(['max', max + 1]);
    if (min !== undefined) broken.push(['min', min - 1]);
    broken.push(['type', 'one']);
  } else if (type === 'list' && shape.member) {
    if (max !== undefined) broken.push(['max', Array.from({ length: max + 1 }, () => '1')]);
    const inner = brokenValues(shape.member).find(([limit]) => limit === 'pattern');
    if (inner) broken.push(['pattern of an item', [inner[1]]]);
  }
  return broken;
}

/** Characters that names and tokens do not have: of the right length for most shapes. */
const SUSPECTS = ['Ä #/ä', 'UPPER', 'a\u0001b', 'a b', 'x'.repeat(64), 'abcdefabcdef'];

function matches(pattern: string, text: string, { max = Infinity, min = 0 }: ModelShape): boolean {
  return text.length < min || text.length > max || patternOf(pattern).test(text);
}

function patternOf(pattern: string): RegExp {
  // Java's class names are not JavaScript's.
  const readable = pattern.replaceAll(String.raw`\p{IsWhitespace}`, String.raw`\s`);
  return new RegExp(`^(?:${readable})$`, 'u');
}

/** Which limits of its shape a value breaks, as paths with the limit; nothing for what is not of the shape's type. Lengths count code points. */
export function brokenLimits(shape: ModelShape, value: unknown, at = ''): readonly string[] {
  const { key, max = Infinity, member, members = [], min = 0, pattern, value: inner } = shape;
  const outside = (size: number): string[] => [
    ...(size < min ? [`${at}: min`] : []),
    ...(size > max ? [`${at}: max`] : []),
  ];
  if (typeof value === 'string' && shape.type === 'string') {
    if (shape.enum) return shape.enum.includes(value) ? [] : [`${at}: enum`];
    const wrong = pattern !== undefined && !patternOf(pattern).test(value);
    return [...outside([...value].length), ...(wrong ? [`${at}: pattern`] : [])];
  }
  if (typeof value === 'number' && (shape.type === 'integer' || shape.type === 'long')) return outside(value);
  if (Array.isArray(value) && member) {
    return [...outside(value.length), ...value.flatMap((item, index) => brokenLimits(member, item, `${at}.${index}`))];
  }
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (key && inner) {
    return entries.flatMap(([name, item]) => [
      ...brokenLimits(key, name, `${at}.${name}`),
      ...brokenLimits(inner, item, `${at}.${name}`),
    ]);
  }
  return brokenMembers(members, value, at);
}

/** The same of a structure, whose required members must be there. */
export function brokenMembers(members: readonly ModelMember[], value: object, at = ''): readonly string[] {
  const values = new Map(Object.entries(value));
  return members.flatMap(({ locationName, required, shape }) => {
    const item = values.get(locationName);
    if (item === undefined) return required ? [`${at}.${locationName}: required`] : [];
    return brokenLimits(shape, item, `${at}.${locationName}`);
  });
}

/** What in `value` is not of the shape, as paths; nothing when it is. Members that the model does not know are named too. */
export function misshapen(shape: ModelShape, value: unknown, at = ''): readonly string[] {
  switch (shape.type) {
    case 'string':
      return typeof value === 'string' && (!shape.enum || shape.enum.includes(value)) ? [] : [at];
    case 'integer':
    case 'long':
    case 'timestamp':
      return typeof value === 'number' ? [] : [at];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [at];
    case 'list': {
      const { member } = shape;
      if (!Array.isArray(value) || !member) return [at];
      return value.flatMap((item, index) => misshapen(member, item, `${at}.${index}`));
    }
    case 'map': {
      const { value: inner } = shape;
      if (typeof value !== 'object' || value === null || !inner) return [at];
      return Object.entries(value).flatMap(([key, item]) => misshapen(inner, item, `${at}.${key}`));
    }
    default:
      return misshapenMembers(shape.members ?? [], value, at);
  }
}

export function misshapenMembers(members: readonly ModelMember[], value: unknown, at = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([key, item]) => {
    const member = members.find(({ locationName }) => locationName === key);
    return member ? misshapen(member.shape, item, `${at}.${key}`) : [`${at}.${key}`];
  });
}
