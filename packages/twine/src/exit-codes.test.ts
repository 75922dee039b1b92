import { exitCodeOf } from '@buildset/cli-kit';
import { PYPI_ERROR_CODES } from '@buildset/format-pypi';
import { expect, it } from 'vitest';

it.each(PYPI_ERROR_CODES)('ends with 2 for a file or name with %s', (code) => {
  expect(exitCodeOf(code)).toBe(2);
});
