import type { FormatAdapter } from '@buildset/core';

import { examine, inspect } from './inspect.ts';
import { isFileOf } from './file-of.ts';
import { canonicalName } from './python-name.ts';
import { wheelStripper } from './stripper.ts';
import { buildTagOf, comparePreference, slotsOf } from './slots.ts';

/** Python's wheels and sdists: a version holds the files of several builds side by side, told apart by their build tags. */
export const pypi: FormatAdapter = {
  format: 'pypi',
  builds: 'side-by-side',
  canonicalName,
  inspect,
  examine,
  buildTagOf,
  slotsOf,
  isFileOf,
  comparePreference,
  stripper: wheelStripper,
};
