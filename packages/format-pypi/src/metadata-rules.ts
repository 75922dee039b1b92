import { hasCode } from '@buildset/core';

import { MULTIPLE_FIELDS, SINGLE_FIELDS } from './metadata-fields.ts';
import { contentTypeProblem } from './content-type.ts';
import { quoted } from './errors.ts';
import { licenseExpressionProblem, licenseFileProblem } from './license-fields.ts';
import { isPythonName } from './python-name.ts';
import { parseRequirement } from './requirement.ts';
import { parseSpecifiers } from './specifier.ts';
import { tryParseVersion } from './version.ts';

/** Metadata versions that exist; 2.0 was withdrawn (PEP 426). */
const METADATA_VERSIONS = ['1.0', '1.1', '1.2', '2.1', '2.2', '2.3', '2.4', '2.5', '2.6'];

const REQUIRED = ['metadata-version', 'name', 'version'];

// What ends a line for Python's str.splitlines.
// oxlint-disable-next-line no-control-regex
const LINE_BREAK = /[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/;

/** Says what is wrong with a field's value, or undefined. */
type Rule = (value: string) => string | undefined;

const RULES: Readonly<Record<string, Rule>> = {
  'metadata-version': (value) =>
    METADATA_VERSIONS.includes(value) ? undefined : `${quoted(value)} is not a metadata version`,
  name: (value) => (isPythonName(value) ? undefined : `${quoted(value)} is not a project name`),
  version: (value) => (tryParseVersion(value) ? undefined : `${quoted(value)} is not a version`),
  summary: (value) => (LINE_BREAK.test(value) ? 'summary is more than one line' : undefined),
  'description-content-type': contentTypeProblem,
  'requires-python': (value) => thrown(() => parseSpecifiers(value)),
  'requires-dist': (value) => thrown(() => parseRequirement(value)),
  'provides-extra': (value) => (isPythonName(value) ? undefined : `${quoted(value)} is not the name of an extra`),
  'license-expression': licenseExpressionProblem,
  'license-file': licenseFileProblem,
  dynamic: dynamicProblem,
};

/** Every fault of the values (core metadata specification), each a clause of a sentence; empty when there is none. */
export function metadataProblems(
  single: ReadonlyMap<string, string>,
  multiple: ReadonlyMap<string, readonly string[]>,
): string[] {
  const problems = REQUIRED.filter((name) => !single.has(name)).map((name) => `the field ${name} is missing`);
  const declared = single.get('metadata-version') ?? '';
  const present: [string, readonly string[]][] = [...single].map(([name, value]) => [name, [value]]);
  for (const [name, values] of [...present, ...multiple]) {
    const since = SINGLE_FIELDS.get(name) ?? MULTIPLE_FIELDS.get(name) ?? '1.0';
    if (
      METADATA_VERSIONS.indexOf(since) > METADATA_VERSIONS.indexOf(declared) &&
      METADATA_VERSIONS.includes(declared)
    ) {
      problems.push(`the field ${name} came with metadata version ${since}, not ${declared}`);
      continue;
    }
    for (const value of values) {
      const problem = RULES[name]?.(value);
      if (problem !== undefined) problems.push(problem);
    }
  }
  return [...problems, ...repeatedLabels(multiple.get('project-url') ?? [])];
}

function dynamicProblem(value: string): string | undefined {
  const name = value.toLowerCase();
  if (REQUIRED.includes(name)) return `${name} cannot be dynamic`;
  return SINGLE_FIELDS.has(name) || MULTIPLE_FIELDS.has(name)
    ? undefined
    : `${quoted(value)} is not a field to be dynamic`;
}

function repeatedLabels(urls: readonly string[]): string[] {
  const labels = urls.map((url) => url.split(',')[0]?.trim() ?? '');
  const repeated = labels.filter((label, i) => labels.indexOf(label) !== i);
  return [...new Set(repeated)].map((label) => `the project URL ${quoted(label)} stands more than once`);
}

function thrown(parse: () => void): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (hasCode(error, 'invalid-specifier', 'invalid-requirement', 'invalid-environment-marker')) {
      return error.message.replace(/\.$/, '');
    }
    throw error;
  }
}
