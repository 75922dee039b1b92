import { describe, expect, it } from 'vitest';
import { ignoring } from './ignore.ts';

describe('an ignore pattern', () => {
  it.each([
    ['*.log', 'a.log', false, true],
    ['*.log', 'deep/er/a.log', false, true],
    ['*.log', 'a.log.txt', false, false],
    ['build/', 'x/build', true, true],
    ['build/', 'x/build', false, false],
    ['/build', 'build', true, true],
    ['docs/*.md', 'docs/a.md', false, true],
    ['docs/*.md', 'docs/b/a.md', false, false],
    ['docs/**/*.md', 'docs/b/c/a.md', false, true],
    ['docs/**/*.md', 'docs/a.md', false, true],
    ['docs/**', 'docs/b/c', false, true],
    ['a?c', 'abc', false, true],
    ['[!a]bc', 'abc', false, false],
    ['[!a]bc', 'xbc', false, true],
    ['a.c', 'abc', false, false],
    ['./x/y', 'x/y', false, true],
    ['./x', 'x', false, true],
    ['./x', 'y/x', false, false],
    ['**/x', 'x', false, true],
    ['**/x', 'y/z/x', false, true],
    ['**/x/**', 'y/x/z', false, true],
    ['docs/**', 'docs', true, false],
    ['a**c', 'abbc', false, true],
    ['a**c', 'ab/bc', false, false],
    ['[z-a]', 'm', false, false],
    ['**/a/**/b', 'a/x/a/y/c/b', false, true],
    ['**/a/**/b', 'a/x/b/c', false, false],
  ])('%s of %s (folder: %s): %s', (pattern, path, isFolder, expected) => {
    expect(ignoring([pattern])(path, isFolder)).toBe(expected);
  });
});

it('tells in few steps what many stars mean', () => {
  expect(ignoring([`${'*a'.repeat(40)}b`])('a'.repeat(255), false)).toBe(false);
  expect(ignoring([`${'**/a/'.repeat(40)}b`])(`${'a/'.repeat(500)}c`, false)).toBe(false);
});
