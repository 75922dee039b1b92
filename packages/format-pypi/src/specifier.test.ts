import { describe, expect, it } from 'vitest';

import { parseSpecifiers, satisfies } from './specifier.ts';

const ADMITTED = [
  ['1.7.post2', '>1.7.post1'],
  ['1.7.post1', '>1.7rc1'],
  ['1.7.post1', '>1.7.dev1'],
  ['1.7a1.post1', '>1.7a1.dev1'],
  ['1.0', '<1.0.post1'],
  ['1.0rc1', '<1.0.post1'],
  ['1.0.post1.dev1', '<1.0.post2'],
  ['1.0rc1', '<1.0rc2'],
  ['1.0', '>1.0rc1'],
  ['1', '==1.0.*'],
  ['1.0+local', '==1.0'],
  ['1.0+local', '>=1.0'],
  ['1.0+local', '<=1.0'],
  ['1.0+a', '==1.0+a'],
  ['2.3', '~=2.2'],
  ['1.4.5.9', '~=1.4.5'],
  ['2.2.post3', '~=2.2.post3'],
  ['1.1', '!=1.0'],
  ['1.1', '!=1.0.*'],
  ['1.1', ' >= 1.0 , < 2 '],
  ['1.1', '>=1.0,'],
  ['2!1.0', '~=2!1.0'],
  ['1.0', '===1.0'],
  ['1.0A1', '===1.0a1'],
  ['anything', '===anything'],
  ['7', ''],
];

const NOT_ADMITTED = [
  ['1.7.post1', '>1.7'],
  ['1.7a1.post1', '>1.7a1'],
  ['1.7+local', '>1.7'],
  ['1.7rc1', '<1.7'],
  ['1.7.dev0', '<1.7'],
  ['1.7a1.post1', '<1.7'],
  ['1.7.post1.dev1', '<1.7.post1'],
  ['1.0', '===1.0.0'],
  ['1.0', '==1.0+a'],
  ['2.0', '~=1.4'],
  ['1.5', '~=1.4.5'],
  ['1.10', '==1.1.*'],
  ['1.1.5', '!=1.1.*'],
  ['1!1.0', '==1.0'],
  ['nonsense', '>=1.0'],
];

const INVALID = [
  '1.0',
  '=1.0',
  '=>1.0',
  '>=1.0.*',
  '~=1',
  '>=1.0+local',
  '==1.0a1.*',
  '==1.0.dev1.*',
  '==',
  '>=1 0',
  '>=x',
];

describe('satisfies', () => {
  it.each(ADMITTED)('admits %s by %j', (version, text) => {
    expect(satisfies(version, parseSpecifiers(text), { prereleases: true })).toBe(true);
  });

  it.each(NOT_ADMITTED)('does not admit %s by %j', (version, text) => {
    expect(satisfies(version, parseSpecifiers(text), { prereleases: true })).toBe(false);
  });

  it('admits pre-releases only when a clause names one', () => {
    expect(satisfies('1.1rc1', parseSpecifiers('>=1.0'))).toBe(false);
    expect(satisfies('1.1rc1', parseSpecifiers('>=1.0rc1'))).toBe(true);
    expect(satisfies('1.1rc1', parseSpecifiers('>=1.0rc1'), { prereleases: false })).toBe(false);
  });
});

describe('parseSpecifiers', () => {
  it.each(INVALID)('refuses %j', (text) => {
    expect(() => parseSpecifiers(text)).toThrow(expect.objectContaining({ code: 'invalid-specifier' }));
  });
});
