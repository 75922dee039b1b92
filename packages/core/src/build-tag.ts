import { CodedError } from './coded-error.ts';

/** A canonical build tag: `[0-9][0-9A-Za-z_.]*` without leading zeros. */
export type BuildTag = string & { readonly __brand: 'BuildTag' };

const BUILD_TAG = /^(\d+)([0-9A-Za-z_.]*)$/;

/**
 * Parses a build tag and drops leading zeros, so that `023` and `23` are the same build.
 * Throws `invalid-build-tag`.
 */
export function parseBuildTag(text: string): BuildTag {
  const tag = canonical(text);
  if (tag === undefined) {
    throw new CodedError('invalid-build-tag', `"${text}" is not a build tag.`, {
      next: 'A build tag starts with a digit and holds letters, digits, "_" and "." only, for example 23 or 23.rc1.',
    });
  }
  return tag;
}

/** Whether `text` is spelled like a build tag. */
export function isBuildTag(text: string): boolean {
  return canonical(text) !== undefined;
}

/** Orders build tags as installers do: by leading integer, then by the rest as text. No tag orders first. */
export function compareBuildTags(a: BuildTag | undefined, b: BuildTag | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const [numberA, restA] = split(a);
  const [numberB, restB] = split(b);
  if (numberA !== numberB) return numberA < numberB ? -1 : 1;
  return restA === restB ? 0 : restA < restB ? -1 : 1;
}

function canonical(text: string): BuildTag | undefined {
  const match = BUILD_TAG.exec(text);
  return match ? (`${BigInt(match[1] ?? '0')}${match[2]}` as BuildTag) : undefined;
}

function split(tag: BuildTag): [bigint, string] {
  const [, digits = '0', rest = ''] = BUILD_TAG.exec(tag) ?? [];
  return [BigInt(digits), rest];
}
