import * as fc from 'fast-check';
import semver from 'semver';
import { describe, expect, it } from 'vitest';

import { compareNpmVersions, parseNpmVersion, strippedRange } from './npm-version.ts';

const number = fc.nat(99).map(String);
const identifier = fc.oneof(number, fc.constantFrom('rc', 'alpha-1', '24a', '0a', 'x_'.slice(0, 1)));
const suffix = (mark: string): fc.Arbitrary<string> =>
  fc.array(identifier, { maxLength: 3 }).map((parts) => (parts.length === 0 ? '' : `${mark}${parts.join('.')}`));
const version = fc
  .tuple(number, number, number, suffix('-'), suffix('+'))
  .map(([major, minor, patch, pre, build]) => `${major}.${minor}.${patch}${pre}${build}`);

describe('parseNpmVersion', () => {
  it.each([
    ['1.0.0', '1.0.0', '1.0.0', undefined],
    ['1.0.0-24', '1.0.0-24', '1.0.0', '24'],
    ['1.0.0+24', '1.0.0', '1.0.0', '24'],
    ['1.0.0+024', '1.0.0', '1.0.0', '024'],
    ['1.0.0-24.rc1', '1.0.0-24.rc1', '1.0.0', '24.rc1'],
    ['1.0.0-rc.1', '1.0.0-rc.1', '1.0.0-rc.1', undefined],
    ['1.0.0-rc.1+24', '1.0.0-rc.1', '1.0.0-rc.1', '24'],
    ['1.0.0-24+sha', '1.0.0-24', '1.0.0-24', undefined],
    ['1.0.0-24-x', '1.0.0-24-x', '1.0.0-24-x', undefined],
    ['v1.0.0', '1.0.0', '1.0.0', undefined],
  ])('reads %s', (text, published, release, build) => {
    expect(parseNpmVersion(text)).toMatchObject({ published, release });
    expect(parseNpmVersion(text).build).toBe(build);
  });

  it.each([
    '',
    '1',
    '1.0',
    '1.0.0.0',
    '01.0.0',
    '1.0.0-024',
    '1.0.0-',
    '^1.0.0',
    'latest',
    '../1.0.0',
    `1.0.0-${'9'.repeat(300)}`,
  ])('refuses %j', (text) => {
    expect(() => parseNpmVersion(text)).toThrow(/is not a semantic version/);
  });

  it('publishes what npm publishes, and finds no build in a release that it stripped', () => {
    const property = fc.property(version, (text) => {
      const { published, release, build } = parseNpmVersion(text);
      expect(published).toBe(semver.clean(text));
      const isStripped = build !== undefined && !text.includes('+');
      expect(isStripped ? parseNpmVersion(release).build : undefined).toBeUndefined();
    });
    fc.assert(property);
  });
});

describe('strippedRange', () => {
  it.each([
    ['1.0.0-24', '1.0.0'],
    ['^1.0.0-24', '^1.0.0'],
    ['~1.0.0+24', '~1.0.0'],
    ['>=1.0.0-24 <2.0.0-7 || 3.x', '>=1.0.0 <2.0.0 || 3.x'],
    ['1.0.0-24 - 2.0.0-30', '1.0.0 - 2.0.0'],
    ['npm:@abc/lib@^1.0.0-24', 'npm:@abc/lib@^1.0.0'],
    ['workspace:^1.0.0-24', 'workspace:^1.0.0'],
    ['^1.0.0-rc.1', '^1.0.0-rc.1'],
    ['*', '*'],
    ['latest', 'latest'],
    ['', ''],
    ['https://host.test/a-1.0.0-24.tgz', 'https://host.test/a-1.0.0-24.tgz'],
  ])('makes %j %j', (range, stripped) => {
    expect(strippedRange(range)).toBe(stripped);
  });

  it('leaves nothing to strip, and a range a range', () => {
    const operator = fc.constantFrom('', '^', '~', '>=', '<', '=');
    const range = fc.array(fc.tuple(operator, version), { minLength: 1, maxLength: 3 });
    const property = fc.property(range, fc.constantFrom(' ', ' || '), (parts, join) => {
      const text = parts.map(([mark, own]) => `${mark}${own}`).join(join);
      const stripped = strippedRange(text);
      expect(semver.validRange(stripped) !== null).toBe(semver.validRange(text) !== null);
      // What stands before "+" may look like a build again.
      expect(text.includes('+') || strippedRange(stripped) === stripped).toBe(true);
    });
    fc.assert(property);
  });
});

describe('compareNpmVersions', () => {
  it('orders by semver, and builds after "+" by number', () => {
    const sorted = ['1.0.0-2', '1.0.0-10', '1.0.0-rc.1', '1.0.0', '1.0.0+2', '1.0.0+10', '1.0.1'];
    expect(sorted.toReversed().toSorted(compareNpmVersions)).toEqual(sorted);
  });
});
