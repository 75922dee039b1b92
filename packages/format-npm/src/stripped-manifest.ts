import { npmError } from './errors.ts';
import { isJsonObject, type JsonObject, pathKey, replaceStrings, type Span } from './json-text.ts';
import { strippedRange } from './npm-version.ts';
import type { PackageJson } from './package-json.ts';

/** The fields of package.json whose ranges an installer reads. */
export const DEPENDENCY_FIELDS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const;

/** A range that was rewritten. */
export interface RangeChange {
  readonly field: (typeof DEPENDENCY_FIELDS)[number];
  /** As the field has it: for an alias, that. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface StrippedManifest {
  readonly text: string;
  readonly ranges: readonly RangeChange[];
}

/**
 * The text of package.json with its release as version, and with the siblings' ranges without builds; everything else,
 * spaces too, stays as it is. Throws `manifest-ambiguous` when the text says something twice.
 */
export function strippedManifest(manifest: PackageJson, siblings: readonly string[]): StrippedManifest {
  const { content, strings, text, version } = manifest;
  const ranges = rangeChanges(content, siblings);
  const edits = [
    { span: strings.values.get(pathKey('version')), to: version.release },
    ...ranges.map(({ field, name, to }) => ({ span: strings.values.get(pathKey(field, name)), to })),
  ];
  const result = replaceStrings(
    text,
    edits.filter((edit): edit is { span: Span; to: string } => edit.span !== undefined),
  );
  const isAsMeant =
    JSON.stringify(JSON.parse(withoutMark(result))) === JSON.stringify(changed(content, version, ranges));
  if (isAsMeant) return { text: result, ranges };
  const next = 'Write every key of package.json once and pack again.';
  throw npmError('manifest-ambiguous', 'package.json has a version or a dependency twice.', next);
}

/** The package that a dependency is on: `lib`, and for `"short": "npm:lib@1"` too. */
export function dependedOn(key: string, range: string): { readonly name: string; readonly alias?: string } {
  const [, name, ranged = ''] = /^npm:(@?[^@]+)(?:@(.*))?$/.exec(range) ?? [];
  return name === undefined ? { name: key } : { name, alias: ranged };
}

/** The ranges of `names` that name a build, and what they become. */
function rangeChanges(content: JsonObject, names: readonly string[]): RangeChange[] {
  return DEPENDENCY_FIELDS.flatMap((field) => {
    const ranges = content[field];
    if (!isJsonObject(ranges)) return [];
    return Object.entries(ranges).flatMap(([name, from]) => {
      if (typeof from !== 'string' || !names.includes(dependedOn(name, from).name)) return [];
      const to = strippedRange(from);
      return to === from ? [] : [{ field, name, from, to }];
    });
  });
}

function changed(content: JsonObject, version: PackageJson['version'], ranges: readonly RangeChange[]): JsonObject {
  const result: Record<string, JsonObject[string]> = { ...content, version: version.release };
  for (const { field, name, to } of ranges) {
    const before = result[field];
    if (isJsonObject(before)) result[field] = { ...before, [name]: to };
  }
  return result;
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}
