import { basename } from 'node:path';
import { parseBuildTag, type Selector } from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { defined } from '../defined.ts';

export interface SelectorFlags {
  readonly build?: string | undefined;
  readonly file?: readonly (string | number)[] | undefined;
  readonly set?: string | undefined;
  readonly last?: boolean | undefined;
  readonly lastPassed?: boolean | undefined;
  readonly expect?: number | undefined;
}

/** Whether a flag says which build is meant. */
export function isSelected(flags: SelectorFlags): boolean {
  return waysOf(flags) > 0;
}

function waysOf({ build, file = [], last, lastPassed, set }: SelectorFlags): number {
  const given = [build !== undefined, file.length > 0, set !== undefined, last === true, lastPassed === true];
  return given.filter(Boolean).length;
}

/** The build that flags mean; undefined where none of them says it. Throws `usage` where several do, and `invalid-build-tag`. */
export function givenSelector(flags: SelectorFlags): Selector | undefined {
  const { build, expect, file = [], last, lastPassed, set } = flags;
  if (waysOf(flags) > 1) throw usageError('More than one way says which build is meant.', 'Leave all but one out.');
  if (expect !== undefined && last !== true) throw usageError('--expect belongs to --last.');
  if (build !== undefined) return { by: 'build', tag: parseBuildTag(build) };
  if (set !== undefined) return { by: 'set', digest: set };
  if (lastPassed === true) return { by: 'last-passed' };
  if (last === true) return { by: 'last', ...defined({ expect }) };
  return file.length === 0 ? undefined : { by: 'files', names: file.map((name) => basename(String(name))) };
}

/** The same where one is needed. Throws `usage` when none is given. */
export function selectorOf(flags: SelectorFlags): Selector {
  const selector = givenSelector(flags);
  if (selector !== undefined) return selector;
  const next = 'Give one of --build TAG, --file NAME…, --set DIGEST, --last, --last-passed.';
  throw usageError('Nothing says which build is meant.', next);
}
