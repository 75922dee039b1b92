import type { CodeArtifactErrorCode } from '@buildset/codeartifact';
import type { CoreErrorCode, RefusalErrorCode } from '@buildset/core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { CliErrorCode } from './cli-error.ts';
import { EXIT_CODE_TABLE, exitCodeOf, type KnownErrorCodes } from './exit-codes.ts';

describe('exitCodeOf', () => {
  it.each([
    ['usage', 2],
    ['no-such-build', 2],
    ['invalid-wheel-name', 2],
    ['parts-missing', 3],
    ['drift', 4],
    ['no-home', 4],
    ['corrupt-content', 4],
    ['credentials-expired', 5],
    ['access-denied', 5],
    ['aborted', 130],
    ['connection-lost', 1],
    ['a-code-of-tomorrow', 1],
  ])('gives %s the code %i', (code, exit) => {
    expect(exitCodeOf(code)).toBe(exit);
  });

  it('is decided for every code of the packages below', () => {
    type Below = CliErrorCode | CodeArtifactErrorCode | CoreErrorCode | RefusalErrorCode;
    expectTypeOf<Exclude<Below, KnownErrorCodes>>().toEqualTypeOf<never>();
    expect(exitCodeOf('usage')).toBe(2);
  });

  it('is told by the table', () => {
    expect(EXIT_CODE_TABLE.match(/^ +\d+/gm)?.map(Number)).toEqual([0, 1, 2, 3, 4, 5, 130]);
  });
});
