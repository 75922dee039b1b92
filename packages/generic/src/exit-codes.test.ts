import { exitCodeOf } from '@buildset/cli-kit';
import { GENERIC_FORMAT_ERROR_CODES } from '@buildset/format-generic';
import { expect, it } from 'vitest';
import type { GenericErrorCode } from './generic-error.ts';

it.each([...GENERIC_FORMAT_ERROR_CODES, 'no-files', 'special-file', 'too-many-files'])(
  'ends with 2 for a file or name with %s',
  (code) => {
    expect(exitCodeOf(code)).toBe(2);
  },
);

it.each<GenericErrorCode>(['tree-differs'])('ends with 4 for a folder with %s', (code) => {
  expect(exitCodeOf(code)).toBe(4);
});
