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

/** Throws `usage` unless exactly one build is meant, and `invalid-build-tag`. */
export function selectorOf(flags: SelectorFlags): Selector {
  const { build, expect, file = [], last, lastPassed, set } = flags;
  const count = waysOf(flags);
  if (count !== 1) {
    const how = count === 0 ? 'Nothing says which build is meant.' : 'More than one way says which build is meant.';
    throw usageError(how, 'Give one of --build TAG, --file NAME…, --set DIGEST, --last, --last-passed.');
  }
  if (expect !== undefined && last !== true) throw usageError('--expect belongs to --last.');
  if (build !== undefined) return { by: 'build', tag: parseBuildTag(build) };
  if (set !== undefined) return { by: 'set', digest: set };
  if (lastPassed === true) return { by: 'last-passed' };
  if (last === true) return { by: 'last', ...defined({ expect }) };
  return { by: 'files', names: file.map((name) => basename(String(name))) };
}
