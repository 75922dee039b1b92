import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { codeOf } from '../test/code-of.ts';
import { parseRequirement } from './requirement.ts';

const clauses = (text: string): number => parseRequirement(text).specifiers.length;

describe('parseRequirement', () => {
  it('reads every part', () => {
    const parsed = parseRequirement('Py_Abc [Net, dev-tools] (>=1.0, <2) ; python_version < "3.9"');
    expect(parsed).toMatchObject({ name: 'py-abc', extras: ['net', 'dev-tools'], marker: { kind: 'compare' } });
    expect(parsed.specifiers).toHaveLength(2);
  });

  it('reads a URL', () => {
    const parsed = parseRequirement('pyabc[x] @ https://abc.example/a;b.whl ; extra == "y"');
    expect(parsed).toMatchObject({ name: 'pyabc', url: 'https://abc.example/a;b.whl', marker: { operator: '==' } });
    expect(parseRequirement('pyabc@file:///a.whl')).toMatchObject({ url: 'file:///a.whl', specifiers: [] });
  });

  it.each([
    ['a', 0],
    ['a>=1', 1],
    ['a>=1,', 1],
    ['a ( )', 0],
    ['a[]', 0],
    ['a===1(', 1],
    ['a ~= 1.0 , != 1.5.*', 2],
    [' a ', 0],
  ])('reads %j with %i clauses', (text, count) => expect(clauses(text)).toBe(count));

  it.each([
    ['', 'invalid-requirement'],
    ['-a', 'invalid-requirement'],
    ['a-', 'invalid-requirement'],
    ['a[', 'invalid-specifier'],
    ['a[x,]', 'invalid-requirement'],
    ['a(>=1', 'invalid-requirement'],
    ['a,', 'invalid-requirement'],
    ['a>=1,,<2', 'invalid-requirement'],
    ['a @', 'invalid-requirement'],
    ['a b', 'invalid-specifier'],
    ['a 1.0', 'invalid-specifier'],
    ['a>=1 <2', 'invalid-specifier'],
    ['a;', 'invalid-environment-marker'],
    ['a; python_version', 'invalid-environment-marker'],
    ['a; x == "1"', 'invalid-environment-marker'],
    ['a; "1" == "1"', 'invalid-environment-marker'],
    ['a; os_name == "x" or', 'invalid-environment-marker'],
    ['a; (os_name == "x"', 'invalid-environment-marker'],
    [`a; ${'('.repeat(5000)}os_name == "x"${')'.repeat(5000)}`, 'invalid-environment-marker'],
  ])('refuses %j with %s', (text, code) => {
    expect(codeOf(() => parseRequirement(text))).toBe(code);
  });

  it('throws its own errors only', () => {
    const parts = fc.constantFrom(
      'a',
      'B1',
      '[',
      ']',
      '(',
      ')',
      ',',
      ';',
      '@',
      '>=',
      '1.0',
      ' ',
      '"',
      "'",
      'and',
      'extra',
      '==',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 14 }), (texts) => {
        const code = codeOf(() => parseRequirement(texts.join('')));
        expect([undefined, 'invalid-requirement', 'invalid-environment-marker', 'invalid-specifier']).toContain(code);
      }),
    );
  });
});
