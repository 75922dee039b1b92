import { exitCodeOf } from '@buildset/cli-kit';
import { NPM_ERROR_CODES } from '@buildset/format-npm';
import { expect, it } from 'vitest';
import type { NpmCommandErrorCode } from './npm-command-error.ts';

const USAGE = [
  'build-disagrees',
  'no-package-here',
  'no-workspaces',
  'npmrc-invalid',
  'package-twice',
  'provenance-unreadable',
  'registry-not-codeartifact',
] as const satisfies readonly NpmCommandErrorCode[];

it.each([...NPM_ERROR_CODES, ...USAGE])('ends with 2 for a package or a setting with %s', (code) => {
  expect(exitCodeOf(code)).toBe(2);
});

it('ends with 1 when npm could not ask', () => {
  expect(exitCodeOf('dependencies-unknown' satisfies NpmCommandErrorCode)).toBe(1);
});

const INCOMPLETE = ['dependency-not-active', 'packages-not-attached'] as const satisfies readonly NpmCommandErrorCode[];

it.each(INCOMPLETE)('ends with 3 when some of several packages are not done: %s', (code) => {
  expect(exitCodeOf(code)).toBe(3);
});
