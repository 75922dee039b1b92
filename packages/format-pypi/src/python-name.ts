import { pypiError, quoted } from './errors.ts';

const NAME = /^[A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?$/i;

/** Whether `name` is a valid project name (core metadata, field Name): ASCII letters, digits, `.`, `_`, `-`. */
export function isPythonName(name: string): boolean {
  return NAME.test(name);
}

/**
 * A project's canonical name: lower case, runs of `.`, `-` and `_` become one `-` (PEP 503).
 * Idempotent. Throws `invalid-name`.
 */
export function canonicalName(name: string): string {
  if (!isPythonName(name)) {
    throw pypiError(
      'invalid-name',
      `${quoted(name)} is not a valid name of a Python project.`,
      'A name has ASCII letters, digits, ".", "_" and "-" only, and begins and ends with a letter or digit.',
    );
  }
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}
