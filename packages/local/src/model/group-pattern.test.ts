import { describe, expect, it } from 'vitest';
import { covers, matchStrength, parseGroupPattern, specificity } from './group-pattern.ts';
import { packageKey } from './names.ts';

describe('parseGroupPattern', () => {
  it.each(['/*', '/npm/*', '/maven/com.any~', '/npm/space/*', '/npm/space/ui~', '/npm/space/ui$', '/pypi//requests$'])(
    'reads %s',
    (pattern) => {
      expect(() => parseGroupPattern(pattern)).not.toThrow();
    },
  );

  it.each([
    'npm/*',
    '/',
    '/npm',
    '/npm/space',
    '/npm/space/ui',
    '/npm/space/ui/more$',
    '/npm/space$',
    '/~',
    '/conda/*',
    '/NPM//x$',
  ])('refuses %s', (pattern) => {
    expect(() => parseGroupPattern(pattern)).toThrow(pattern);
  });
});

describe('matchStrength', () => {
  it.each([
    ['/*', 'react', 'STRONG'],
    ['/npm/*', 'react', 'STRONG'],
    ['/pypi/*', 'react', undefined],
    ['/npm//react$', 'react', 'STRONG'],
    ['/npm//React$', 'react', 'WEAK'],
    ['/npm//react$', 'react-dom', undefined],
    ['/npm//react~', 'react-dom', 'STRONG'],
    ['/npm//react~', 'reactive', 'WEAK'],
    ['/npm/space/react~', 'react', undefined],
  ])('of %s and npm %s is %s', (pattern, name, strength) => {
    expect(matchStrength(parseGroupPattern(pattern), packageKey('npm', undefined, name))).toBe(strength);
  });
});

describe('the hierarchy', () => {
  const chain = ['/*', '/npm/*', '/npm/space/*', '/npm/space/ui~', '/npm/space/ui-core$'].map(parseGroupPattern);

  it('goes from the whole to the part', () => {
    for (const [outer, pattern] of chain.entries()) {
      for (const [inner, other] of chain.entries()) expect(covers(pattern, other)).toBe(outer < inner);
    }
  });

  it('ranks the closer group higher', () => {
    const ranks = chain.map(specificity);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });
});
