import { describe, expect, it } from 'vitest';
import { checkTree, checkTreePath } from './tree-path.ts';

describe('a path in a tree', () => {
  it.each(['a', 'bin/deploy.sh', '.github/x.yml', 'a b/c', 'über', 'a..b', '~', 'x/~set.json'])('may be %j', (path) => {
    expect(checkTreePath(path)).toBe(path);
  });

  it('is NFC', () => {
    expect(checkTreePath('e\u0301')).toBe('é');
  });

  it.each([
    '', '/etc/passwd', '../x', 'a/../b', './a', 'a//b', 'a/', '..', String.raw`a\b`, String.raw`..\x`, 'C:/x', 'c:x', 'a\0b',
    'a\nb', '\u007f', 'a\u202eb', 'con', 'NUL.txt', 'a/aux', 'com1.log', 'LPT9', 'a.', 'a ', 'a /b', 'x?', 'x*', '\ud800',
    'x'.repeat(256), 'ab/'.repeat(1100) + 'x',
  ])('is never %j', (path) => {
    expect(() => checkTreePath(path)).toThrow(expect.objectContaining({ code: 'unsafe-path' }));
  }); // prettier-ignore
});

describe('the paths of a tree', () => {
  it('are refused when two are the same', () => {
    expect(() => checkTree(['a', 'b', 'a'])).toThrow(expect.objectContaining({ code: 'path-collision' }));
  });

  it('are refused when one is a file where another needs a folder', () => {
    expect(() => checkTree(['a/b', 'a'])).toThrow(expect.objectContaining({ code: 'path-collision' }));
  });

  it('are told when they differ in case only, in a folder too', () => {
    expect(checkTree(['Readme', 'readme', 'x'])).toEqual([['Readme', 'readme']]);
    expect(checkTree(['Bin/a', 'bin/b'])).toEqual([['Bin', 'bin']]);
    expect(checkTree(['bin/a', 'bin/b'])).toEqual([]);
  });
});
