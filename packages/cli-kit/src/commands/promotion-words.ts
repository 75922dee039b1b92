import type { RouteFlags } from './promotion-request.ts';
import type { SelectorFlags } from './selector.ts';
import type { TagFlags } from './tag-flags.ts';

/** How a promotion goes, as the command line says it. */
export interface HowFlags extends Omit<RouteFlags, 'from' | 'to'> {
  readonly assume?: readonly (string | number)[] | undefined;
}

const HOW = [
  ['exclusive', '--exclusive'],
  ['stripBuild', '--strip-build'],
  ['replace', '--replace'],
  ['addAnyway', '--add-anyway'],
  ['allowUpstream', '--allow-upstream'],
  ['allowPartial', '--allow-partial'],
] as const;

/**
 * A promotion as it is typed: which build, from where to where, and how. Without what says only how much is told, whether it
 * is a dry run, and how the domain is reached. What a shell would take apart is quoted.
 */
export function promotionWords(
  flags: SelectorFlags & TagFlags & HowFlags & { readonly from: string; readonly to: string },
): string[] {
  return [...selectorWords(flags), ...routeWords(flags), ...tagWords(flags), ...howWords(flags)];
}

/** From where to where. */
export function routeWords({ from, to }: { readonly from: string; readonly to: string }): string[] {
  return ['--from', quoted(from), '--to', quoted(to)];
}

/** The flags without which it would be refused, or be another promotion. */
export function howWords(flags: HowFlags): string[] {
  const { assume = [], override } = flags;
  return [
    ...HOW.filter(([name]) => flags[name] === true).map(([, flag]) => flag),
    ...(override === undefined ? [] : ['--override', quoted(override)]),
    ...assume.flatMap((one) => ['--assume', quoted(String(one))]),
  ];
}

function selectorWords({ build, expect, file = [], last, lastPassed, set }: SelectorFlags): string[] {
  return [
    ...(build === undefined ? [] : ['--build', quoted(build)]),
    ...(set === undefined ? [] : ['--set', quoted(set)]),
    ...(file.length === 0 ? [] : ['--file', ...file.map((name) => quoted(String(name)))]),
    ...(last === true ? ['--last'] : []),
    ...(lastPassed === true ? ['--last-passed'] : []),
    ...(expect === undefined ? [] : ['--expect', String(expect)]),
  ];
}

function tagWords({ allowBackwards, keepDeprecation, keepTags, tag = [] }: TagFlags): string[] {
  return [
    ...tag.flatMap((name) => ['--tag', quoted(String(name))]),
    ...(allowBackwards === true ? ['--allow-backwards'] : []),
    ...(keepTags === true ? ['--keep-tags'] : []),
    ...(keepDeprecation === true ? ['--keep-deprecation'] : []),
  ];
}

/** One word of a shell's, whatever is in it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replace(/["$\\`]/g, '\\$&')}"`;
}
