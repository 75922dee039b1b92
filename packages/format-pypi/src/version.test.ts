import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { codeOf } from '../test/code-of.ts';
import { compareVersions } from './compare-versions.ts';
import { isPrerelease, normalizeVersion, parseVersion, tryParseVersion } from './version.ts';

// In the order of PEP 440.
const ORDERED = [
  '1.0.dev456',
  '1.0a1',
  '1.0a2.dev456',
  '1.0a12.dev456',
  '1.0a12',
  '1.0b1.dev456',
  '1.0b2',
  '1.0b2.post345.dev456',
  '1.0b2.post345',
  '1.0b2-346',
  '1.0c1.dev456',
  '1.0c1',
  '1.0rc2',
  '1.0c3',
  '1.0',
  '1.0+abc.5',
  '1.0+abc.7',
  '1.0+5',
  '1.0.post456.dev34',
  '1.0.post456',
  '1.0.15',
  '1.1.dev1',
  '1!1.0.dev456',
  '1!1.0',
];

const NORMAL: readonly (readonly [string, string])[] = [
  ['1.0', '1.0'],
  ['v1.0', '1.0'],
  [' 1.0\n', '1.0'],
  ['1.0ALPHA1', '1.0a1'],
  ['1.0-beta.2', '1.0b2'],
  ['1.0_c3', '1.0rc3'],
  ['1.0.preview', '1.0rc0'],
  ['1.0-1', '1.0.post1'],
  ['1.0.r4', '1.0.post4'],
  ['1.0.rev', '1.0.post0'],
  ['1.0post2.dev', '1.0.post2.dev0'],
  ['01.002', '1.2'],
  ['0!1.0', '1.0'],
  ['2!1.0', '2!1.0'],
  ['1.0+Ubuntu-1', '1.0+ubuntu.1'],
  ['1.0+1e5', '1.0+1e5'],
  ['1.0+0x10', '1.0+0x10'],
  ['1.0+007', '1.0+7'],
  ['1.9007199254740993', '1.9007199254740993'],
];

const INVALID = [
  '',
  'one',
  '1.0.',
  '.1',
  '1.0+',
  '1.0+a+b',
  '1.0a1a2',
  '1..0',
  '1.0_1',
  '1.0 .1',
  'french toast',
  '1'.repeat(600),
];

const version = fc
  .tuple(
    fc.option(fc.nat(2)),
    fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
    fc.option(fc.tuple(fc.constantFrom('a', 'b', 'rc'), fc.nat(2))),
    fc.option(fc.nat(2)),
    fc.option(fc.nat(2)),
    fc.option(fc.constantFrom('1', 'abc', 'abc.2', '10')),
  )
  .map(([epoch, release, pre, post, dev, local]) =>
    [
      epoch === null ? '' : `${epoch}!`,
      release.join('.'),
      pre === null ? '' : pre.join(''),
      post === null ? '' : `.post${post}`,
      dev === null ? '' : `.dev${dev}`,
      local === null ? '' : `+${local}`,
    ].join(''),
  );

describe('compareVersions', () => {
  it('keeps the order of PEP 440', () => {
    const shuffled = ORDERED.toReversed();
    expect(shuffled.toSorted(compareVersions)).toEqual(ORDERED);
  });

  it.each([
    ['1.0', '1'],
    ['1.0', '1.0.0'],
    ['1.0.dev', '1.0.dev0'],
    ['1.0-1', '1.0.post1'],
    ['1.0+A.1', '1.0+a-1'],
  ])('takes %s and %s for the same version', (a, b) => expect(compareVersions(a, b)).toBe(0));

  it.each([
    ['1.0+1e5', '1.0+100000'],
    ['1.9007199254740992', '1.9007199254740993'],
    ['1.0+12e3', '1.0+120e2'],
  ])('tells %s from %s', (a, b) => expect(compareVersions(a, b)).not.toBe(0));

  it('is a total order', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        const [low, middle, high] = [a, b, c].toSorted(compareVersions) as [string, string, string];
        expect(compareVersions(low, middle)).toBeLessThanOrEqual(0);
        expect(compareVersions(middle, high)).toBeLessThanOrEqual(0);
        expect(compareVersions(low, high)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('normalizeVersion', () => {
  it.each(NORMAL)('writes %j as %s', (text, normal) => expect(normalizeVersion(text)).toBe(normal));

  it('is idempotent and keeps the version', () => {
    fc.assert(
      fc.property(version, (text) => {
        const normal = normalizeVersion(text);
        expect(normalizeVersion(normal)).toBe(normal);
        expect(compareVersions(text, normal)).toBe(0);
      }),
    );
  });

  it.each(INVALID)('refuses %j', (text) => {
    expect(tryParseVersion(text)).toBeUndefined();
    expect(() => normalizeVersion(text)).toThrow(expect.objectContaining({ code: 'invalid-version' }));
  });

  it('never throws another error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect([undefined, 'invalid-version']).toContain(codeOf(() => normalizeVersion(text)));
      }),
    );
  });
});

describe('isPrerelease', () => {
  it.each([
    ['1.0', false],
    ['1.0.post1', false],
    ['1.0rc1', true],
    ['1.0.dev1', true],
    ['1.0.post1.dev2', true],
  ])('says of %s: %s', (text, expected) => expect(isPrerelease(parseVersion(text))).toBe(expected));
});
