import { CodedError } from '@buildset/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonicalName, escapedName, npmName, parseNpmName } from './npm-name.ts';

describe('parseNpmName', () => {
  it('makes the scope the namespace', () => {
    expect(parseNpmName('lib')).toEqual({ format: 'npm', name: 'lib' });
    expect(parseNpmName('@abc/lib')).toEqual({ format: 'npm', namespace: 'abc', name: 'lib' });
  });

  it.each(['JSONStream', '_old', "it's", 'a.b-c_d~e', '@A/B', 'http'])('takes %j, which npm publishes', (name) => {
    expect(npmName(parseNpmName(name))).toBe(name);
  });

  it.each([
    '',
    '.hidden',
    '..',
    '@',
    '@a',
    '@a/',
    '@/b',
    '@a/b/c',
    'a/b',
    '@./b',
    '@a/..',
    'Node_Modules',
    '@a/favicon.ico',
    'a b',
    ' a',
    'ä',
    'a%2fb',
    'a\\b',
    'a?b',
    'x'.repeat(215),
  ])('refuses %j', (name) => {
    expect(() => parseNpmName(name)).toThrow(CodedError);
    expect(() => parseNpmName(name)).toThrow(/is not an npm package name/);
  });

  it('gives back every name that it takes, and its parts are never paths', () => {
    const property = fc.property(fc.string({ unit: fc.constantFrom(...'@/.ab_-~%\\ é') }), (text) => {
      let ref;
      try {
        ref = parseNpmName(text);
      } catch {
        return;
      }
      expect(npmName(ref)).toBe(text);
      expect(escapedName(ref)).not.toContain('/');
      expect([ref.name, ref.namespace]).not.toContain('..');
      expect(new URL(escapedName(ref), 'http://registry.test/x/').pathname).toBe(`/x/${escapedName(ref)}`);
    });
    fc.assert(property, { numRuns: 2000 });
  });
});

describe('canonicalName', () => {
  it('takes a name without its scope, as it is', () => {
    expect(canonicalName('JSONStream')).toBe('JSONStream');
    expect(() => canonicalName('@abc/lib')).toThrow(/is not an npm package name/);
  });
});
