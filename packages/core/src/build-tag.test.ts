import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBuildTags, isBuildTag, parseBuildTag } from './build-tag.ts';

const tags = fc.stringMatching(/^[0-9][0-9A-Za-z_.]{0,8}$/);

describe('parseBuildTag', () => {
  it.each([
    ['23', '23'],
    ['023', '23'],
    ['0', '0'],
    ['000', '0'],
    ['1.rc_2', '1.rc_2'],
    ['99999999999999999999', '99999999999999999999'],
  ])('reads %s as %s', (text, tag) => {
    expect(parseBuildTag(text)).toBe(tag);
  });

  it.each(['', 'a1', '1-2', '1 ', '1+2', '-1', '1/2'])('refuses "%s"', (text) => {
    expect(isBuildTag(text)).toBe(false);
    expect(() => parseBuildTag(text)).toThrow(expect.objectContaining({ code: 'invalid-build-tag' }));
  });

  it('gives the same tag when read again', () => {
    fc.assert(
      fc.property(tags, (text) => {
        const tag = parseBuildTag(text);
        expect(parseBuildTag(tag)).toBe(tag);
      }),
    );
  });
});

describe('compareBuildTags', () => {
  it('orders by the leading integer, then by the rest', () => {
    const sorted = ['9', '10', '10.a', '10.b', '100'].map(parseBuildTag);
    expect([...sorted].reverse().sort(compareBuildTags)).toEqual(sorted);
  });

  it('puts no tag before any', () => {
    expect(compareBuildTags(undefined, parseBuildTag('0'))).toBeLessThan(0);
    expect(compareBuildTags(parseBuildTag('0'), undefined)).toBeGreaterThan(0);
  });

  it('is a total order', () => {
    fc.assert(
      fc.property(tags, tags, tags, (x, y, z) => {
        const [a, b, c] = [parseBuildTag(x), parseBuildTag(y), parseBuildTag(z)];
        expect(Math.sign(compareBuildTags(a, b)) + Math.sign(compareBuildTags(b, a))).toBe(0);
        const inOrder = compareBuildTags(a, b) <= 0 && compareBuildTags(b, c) <= 0;
        expect(!inOrder || compareBuildTags(a, c) <= 0).toBe(true);
        expect(compareBuildTags(a, b) === 0).toBe(a === b);
      }),
    );
  });
});
