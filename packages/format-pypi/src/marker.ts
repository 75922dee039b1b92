import { pypiError, quoted } from './errors.ts';
import { Scanner } from './scanner.ts';

/** Environment variables of markers (dependency specifiers, "Environment Markers"). */
export const MARKER_VARIABLES = [
  'python_version',
  'python_full_version',
  'os_name',
  'sys_platform',
  'platform_release',
  'platform_system',
  'platform_version',
  'platform_machine',
  'platform_python_implementation',
  'implementation_name',
  'implementation_version',
] as const;

export type MarkerVariable = (typeof MARKER_VARIABLES)[number] | 'extra';
export type MarkerOperator = '===' | '==' | '~=' | '!=' | '<=' | '>=' | '<' | '>' | 'in' | 'not in';
export type MarkerOperand = { readonly variable: MarkerVariable } | { readonly text: string };

/** A parsed marker. `and` and `or` hold at least two. */
export type Marker =
  | { readonly kind: 'or' | 'and'; readonly of: readonly Marker[] }
  | {
      readonly kind: 'compare';
      readonly left: MarkerOperand;
      readonly operator: MarkerOperator;
      readonly right: MarkerOperand;
    };

/** Parentheses inside each other. */
const MAX_DEPTH = 100;

const VARIABLE = /[a-z_.]+\b/y;
const STRING = /'[^'\n]*'|"[^"\n]*"/y;
const OPERATOR = /===|==|~=|!=|<=|>=|<|>|in\b|not[ \t]+in\b/y;

// Spellings from before PEP 508 that installers still read.
const LEGACY_VARIABLES: Readonly<Record<string, MarkerVariable>> = {
  'os.name': 'os_name',
  'sys.platform': 'sys_platform',
  'platform.version': 'platform_version',
  'platform.machine': 'platform_machine',
  'platform.python_implementation': 'platform_python_implementation',
  python_implementation: 'platform_python_implementation',
};

/** Reads a marker such as `python_version < "3.9" and extra == "test"` (dependency specifiers). Throws `invalid-environment-marker`. */
export function parseMarker(text: string): Marker {
  const scanner = new Scanner(text);
  const marker = parseOr(scanner, 0);
  if (!scanner.atEnd) throw invalid(text);
  return marker;
}

function parseOr(scanner: Scanner, depth: number): Marker {
  return parseList(scanner, 'or', /or\b/y, () => parseList(scanner, 'and', /and\b/y, () => parseAtom(scanner, depth)));
}

function parseList(scanner: Scanner, kind: 'or' | 'and', separator: RegExp, parseOne: () => Marker): Marker {
  const first = parseOne();
  const of = [first];
  while (scanner.take(separator) !== undefined) of.push(parseOne());
  return of.length === 1 ? first : { kind, of };
}

function parseAtom(scanner: Scanner, depth: number): Marker {
  if (depth > MAX_DEPTH) throw invalid(scanner.text);
  scanner.skipSpace();
  const marker = scanner.take(/\(/y) === undefined ? parseComparison(scanner) : parseGroup(scanner, depth);
  scanner.skipSpace();
  return marker;
}

function parseGroup(scanner: Scanner, depth: number): Marker {
  const marker = parseOr(scanner, depth + 1);
  if (scanner.take(/\)/y) === undefined) throw invalid(scanner.text);
  return marker;
}

function parseComparison(scanner: Scanner): Marker {
  const left = parseOperand(scanner);
  scanner.skipSpace();
  const operator = scanner.take(OPERATOR);
  if (operator === undefined) throw invalid(scanner.text);
  scanner.skipSpace();
  const right = parseOperand(scanner);
  if (!('variable' in left) && !('variable' in right)) throw invalid(scanner.text);
  return { kind: 'compare', left, operator: operator.replace(/[ \t]+/, ' ') as MarkerOperator, right };
}

function parseOperand(scanner: Scanner): MarkerOperand {
  const string = scanner.take(STRING);
  if (string !== undefined) return { text: string.slice(1, -1) };
  const name = scanner.take(VARIABLE) ?? '';
  const variable = [...MARKER_VARIABLES, 'extra' as const].find((known) => known === name) ?? LEGACY_VARIABLES[name];
  if (variable === undefined) throw invalid(scanner.text);
  return { variable };
}

function invalid(text: string): Error {
  return pypiError(
    'invalid-environment-marker',
    `${quoted(text.trim())} is not an environment marker.`,
    'Write comparisons such as python_version < "3.9", joined by and / or (PEP 508).',
  );
}
