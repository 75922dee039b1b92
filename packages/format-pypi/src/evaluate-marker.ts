import { pypiError, quoted } from './errors.ts';
import type { Marker, MarkerOperand, MarkerOperator, MarkerVariable } from './marker.ts';
import { canonicalName, isPythonName } from './python-name.ts';
import { parseSpecifiers, satisfies, type SpecifierSet } from './specifier.ts';

/** What a Python says of itself and its machine, for example `{ python_version: '3.12', sys_platform: 'linux', … }`. */
export type MarkerEnvironment = Readonly<Record<Exclude<MarkerVariable, 'extra'>, string>>;

type Comparison = Extract<Marker, { readonly kind: 'compare' }>;

const VERSION_VARIABLES: readonly string[] = [
  'python_version',
  'python_full_version',
  'implementation_version',
  'platform_release',
];

/**
 * Whether a marker holds in an environment, for the extra asked for (default none). Versions are compared as versions
 * where both sides are, else as text (dependency specifiers, "Environment Markers"). Throws `invalid-environment-marker` for `~=` and
 * `===` on what is no version.
 */
export function evaluateMarker(marker: Marker, environment: MarkerEnvironment, extra = ''): boolean {
  switch (marker.kind) {
    case 'or':
      return marker.of.some((part) => evaluateMarker(part, environment, extra));
    case 'and':
      return marker.of.every((part) => evaluateMarker(part, environment, extra));
    case 'compare':
      return compare(marker, environment, extra);
  }
}

function compare({ left, operator, right }: Comparison, environment: MarkerEnvironment, extra: string): boolean {
  const variable = 'variable' in left ? left.variable : 'variable' in right ? right.variable : 'extra';
  const [a, b] = [valueOf(left, environment, extra), valueOf(right, environment, extra)];
  if (variable === 'extra') return compareText(normalized(a), operator, normalized(b));
  const specifier = VERSION_VARIABLES.includes(variable) ? tryParse(`${operator}${b}`) : undefined;
  return specifier ? satisfies(a, specifier, { prereleases: true }) : compareText(a, operator, b);
}

function compareText(a: string, operator: MarkerOperator, b: string): boolean {
  switch (operator) {
    case '==':
    case '<=':
    case '>=':
      return a === b;
    case '!=':
      return a !== b;
    // Text that is no version has no order (the specification, since PEP 508 was revised).
    case '<':
    case '>':
      return false;
    case 'in':
      return b.includes(a);
    case 'not in':
      return !b.includes(a);
    default:
      throw pypiError(
        'invalid-environment-marker',
        `A marker compares ${quoted(a)} and ${quoted(b)} by ${operator}, and they are no versions.`,
        'Compare text by ==, !=, in or not in.',
      );
  }
}

function valueOf(operand: MarkerOperand, environment: MarkerEnvironment, extra: string): string {
  if ('text' in operand) return operand.text;
  return operand.variable === 'extra' ? extra : environment[operand.variable];
}

function normalized(extra: string): string {
  return isPythonName(extra) ? canonicalName(extra) : extra;
}

function tryParse(specifier: string): SpecifierSet | undefined {
  // "in" and "not in" are no operators of specifiers.
  if (!/^[=~!<>]/.test(specifier) || specifier.includes(',')) return undefined;
  try {
    return parseSpecifiers(specifier);
  } catch {
    return undefined;
  }
}
