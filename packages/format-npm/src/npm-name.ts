import { formatPackage, type PackageRef } from '@buildset/core';

import { npmError, quoted } from './errors.ts';
import { MAX_NAME_LENGTH } from './limits.ts';

const RESERVED = new Set(['node_modules', 'favicon.ico']);

/**
 * The package that a whole npm name such as `lib` or `@scope/lib` stands for; the scope becomes the namespace, without
 * its `@`. Names that npm publishes are accepted, upper case of older packages too. Throws `invalid-name`.
 */
export function parseNpmName(text: string): PackageRef {
  if (!text.startsWith('@')) return { format: 'npm', name: checkedPart(text, text) };
  const [scope = '', name, ...rest] = text.slice(1).split('/');
  if (name === undefined || rest.length > 0) throw invalid(text, 'a scoped name is @scope/name');
  return { format: 'npm', namespace: checkedPart(scope, text), name: checkedPart(name, text) };
}

/** A name without its scope, as it is: npm names have one spelling only. Throws `invalid-name`. */
export function canonicalName(name: string): string {
  return checkedPart(name, name);
}

/** `@scope/name` or `name`, as package.json spells it. */
export function npmName(ref: PackageRef): string {
  return formatPackage(ref);
}

/** The name as one segment of a registry's path: `@scope%2fname`. */
export function escapedName(ref: PackageRef): string {
  return npmName(ref).replace('/', '%2f');
}

function checkedPart(part: string, whole: string): string {
  const fault = partFault(part, whole);
  if (fault !== undefined) throw invalid(whole, fault);
  return part;
}

function partFault(part: string, whole: string): string | undefined {
  if (part === '') return 'it is empty';
  if (whole.length > MAX_NAME_LENGTH) return `it has more than ${MAX_NAME_LENGTH} characters`;
  if (part.startsWith('.')) return 'it starts with a dot';
  if (RESERVED.has(part.toLowerCase())) return 'it is reserved';
  // What encodeURIComponent leaves as it is: npm publishes these and no others.
  if (!/^[A-Za-z0-9\-_.!~*'()]+$/.test(part)) return 'it has characters that a URL would have to escape';
  return undefined;
}

function invalid(text: string, fault: string): Error {
  return npmError(
    'invalid-name',
    `${quoted(text)} is not an npm package name: ${fault}.`,
    'Use lower-case letters, digits, "-", "_" and ".", with a scope if you like: @scope/name.',
  );
}
