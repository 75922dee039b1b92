import { describe, expect, it } from 'vitest';
import { namePattern } from './name-pattern.ts';

describe('namePattern', () => {
  it.each([
    ['*.log', 'a.log', true],
    ['*.log', '.log', true],
    ['*.log', 'a.log.txt', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['*', '', true],
    ['**', 'any', true],
    ['a?c', 'abc', true],
    ['?', '😀', true],
    ['?', '', false],
    ['[abc]', 'b', true],
    ['[!abc]', 'b', false],
    ['[!abc]', 'x', true],
    ['[^abc]', 'b', false],
    ['[^abc]', 'x', true],
    ['[!]', '!', true],
    ['[!]', 'x', false],
    ['[a-c]x', 'bx', true],
    ['[a-c]x', 'dx', false],
    ['[a-]', '-', true],
    ['[z-a]', 'm', false],
    ['[\\d]', '1', false],
    ['[]', '[]', true],
    ['[abc', '[abc', true],
    ['a.c', 'abc', false],
    ['(a|b)$', '(a|b)$', true],
  ])('%s means %s: %s', (pattern, name, expected) => {
    expect(namePattern(pattern)(name)).toBe(expected);
  });

  it('gives its answer in few steps for many stars', () => {
    expect(namePattern(`${'*a'.repeat(60)}b`)('a'.repeat(255))).toBe(false);
  });
});
